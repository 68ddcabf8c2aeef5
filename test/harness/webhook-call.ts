/** A webhook call with a secret in its header, as the decision makes it. */
import type { CallWebhook } from '../../engine/model/effects.ts';

/** Epoch ms. */
export const start = Date.UTC(2026, 10, 28, 9);

export function makeCall(url: string, overrides: Partial<CallWebhook>): CallWebhook {
  return {
    kind: 'CallWebhook',
    id: '01J0000000WEBHOOK000000001',
    profileId: 'P1',
    origin: 'rule:crm',
    url,
    method: 'POST',
    headers: { Authorization: { secret: 'crm-token', prefix: 'Bearer ' }, 'X-Team': 'crm' },
    body: { name: 'Ann' },
    decidedAt: start,
    ...overrides,
  };
}
