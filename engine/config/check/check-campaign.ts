/** Checks a campaign beyond its shape. */
import type { CampaignDocument } from '../../model/documents/campaign-document.ts';
import type { Finding } from '../problems/problem.ts';
import { checkEntrySchedule, checkSchedule } from './check-times.ts';
import { checkScore } from './check-values.ts';

export function checkCampaign(campaign: CampaignDocument): Finding[] {
  return [
    ...checkContent(campaign),
    ...(campaign.enter === undefined ? checkSchedule : checkEntrySchedule)(campaign.schedule, ['schedule']),
    ...checkScore(campaign.score, []),
    ...checkSeeds(campaign),
  ];
}

const messageOptions = [
  'from',
  'replyTo',
  'expiresAfter',
  'ifCapped',
  'ifQuiet',
  'maxHold',
  'score',
] as const;

function checkContent(campaign: CampaignDocument): Finding[] {
  const { send, enter, to } = campaign;
  if ((send === undefined) === (enter === undefined)) {
    const remedy = 'Give exactly one of "send" (a template) and "enter" (a journey).';
    return [{ segments: [], remedy, code: send === undefined ? 'missing' : 'wrong_value' }];
  }
  const findings: Finding[] = [];
  if (to !== undefined) {
    const remedy = 'Every person’s message would be sent to this one address: remove "to".';
    findings.push({ segments: ['to'], remedy, code: 'wrong_value' });
  }
  if (enter === undefined) return findings;
  const idle = messageOptions.filter((name) => campaign[name] !== undefined);
  return [
    ...findings,
    ...idle.map((name) => ({
      segments: [name],
      received: campaign[name],
      remedy: `"${name}" applies to messages, but this campaign enters people into a journey: set it on the journey's send steps.`,
      code: 'unknown_key' as const,
    })),
  ];
}

function checkSeeds({ seeds = [] }: CampaignDocument): Finding[] {
  return seeds.flatMap((seed, index): Finding[] => {
    if (seeds.indexOf(seed) === index) return [];
    const remedy = 'This seed is listed twice: remove one, or the person would receive two messages.';
    return [{ segments: ['seeds', index], received: seed, remedy, code: 'wrong_value' }];
  });
}
