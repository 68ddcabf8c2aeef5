/** How SES rates the account: bounces and complaints beside what AWS accepts. */
import type { Reputation } from '../ports/account-watch.ts';
import { createFinding, type Finding } from './finding.ts';

/**
 * Shares of the emails sent. `high` is where the alarms `bounce-rate` and `complaint-rate` fire; AWS reviews an account at
 * `review`, and may stop it at `stop`.
 */
export const reputationLimits = {
  bounceRate: { high: 0.04, review: 0.05, stop: 0.1 },
  complaintRate: { high: 0.0008, review: 0.001, stop: 0.005 },
} as const;

const measures = ['bounceRate', 'complaintRate'] as const;

export function checkReputation(reputation: Reputation): Finding {
  const known = measures.flatMap((measure) => {
    const share = reputation[measure];
    return share === undefined ? [] : [{ measure, share }];
  });
  if (known.length === 0) return createFinding('reputation_unmeasured');
  const reaches = (level: 'high' | 'stop') =>
    known.some(({ measure, share }) => share >= reputationLimits[measure][level]);
  const values = Object.fromEntries(known.map(({ measure, share }) => [measure, share]));
  if (reaches('stop')) return createFinding('reputation_critical', values);
  return createFinding(reaches('high') ? 'reputation_high' : 'reputation_ok', values);
}
