/** Checks of a campaign beyond its shape. */
import type { CampaignDocument } from '../documents.ts';
import type { Finding } from './problem.ts';

export function checkCampaign({ send, enter }: CampaignDocument): Finding[] {
  if ((send === undefined) !== (enter === undefined)) return [];
  const remedy = 'Give exactly one of "send" (a template) and "enter" (a journey).';
  return [{ segments: [], remedy, code: 'wrong_value' }];
}
