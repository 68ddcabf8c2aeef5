/** The SES account: out of the sandbox, allowed to send, large enough for the planned campaign, and suppressing. */

import type { SendingQuota, SendingState } from '../ports/stage-account.ts';
import { checkRate, type DeployedRate, findPromotionalRate } from './check-rate.ts';
import { createFinding, type Finding } from './finding.ts';

/** The largest campaign that is planned. */
export interface PlannedSend {
  readonly recipients: number;
  /** Campaign id, or empty when the number was given. */
  readonly campaign: string;
}

export function checkAccount(
  state: SendingState,
  rate: DeployedRate,
  planned: PlannedSend | undefined,
): Finding[] {
  const { isProduction, isEnabled, enforcement, quota, suppressedReasons, plan } = state;
  const limits = { perDay: quota.perDay, perSecond: quota.perSecond };
  const missing = ['BOUNCE', 'COMPLAINT'].filter((reason) => !suppressedReasons.includes(reason));
  return [
    createFinding(isProduction ? 'production_ok' : 'sandbox', limits),
    createFinding(classifySending(isEnabled, enforcement), { enforcement }),
    checkQuota(quota, findPromotionalRate(rate, quota.perSecond), planned),
    checkRate(rate, state),
    checkPrice(plan, planned),
    missing.length === 0
      ? createFinding('suppression_ok', { about: 'account' })
      : createFinding('suppression_incomplete', { about: 'account', missing: missing.join(' ') }),
  ];
}

function classifySending(isEnabled: boolean, enforcement: string) {
  if (!isEnabled || enforcement === 'SHUTDOWN') return 'sending_disabled';
  return enforcement === 'HEALTHY' ? 'sending_ok' : 'sending_under_review';
}

function checkQuota(
  { perDay, perSecond, sentLastDay }: SendingQuota,
  promotionalRate: number,
  planned: PlannedSend | undefined,
): Finding {
  const limits = { perDay, perSecond, sentLastDay };
  if (planned === undefined) return createFinding('quota_unplanned', limits);
  const { recipients, campaign } = planned;
  const values = {
    ...limits,
    recipients,
    campaign,
    // By the rate alone, and what the daily quota adds to it.
    seconds: Math.ceil(recipients / promotionalRate),
    days: Math.ceil(recipients / perDay),
  };
  if (recipients > perDay) return createFinding('quota_exceeded', values);
  return createFinding(recipients > perDay - sentLastDay ? 'quota_in_use' : 'quota_ok', values);
}

/** Dollars per million emails of a campaign: SES, and Percorso (docs/benchmarks.md, "a campaign's recipient"). */
export const prices = { ses: 100, percorso: 3.81 };

function checkPrice(plan: string, planned: PlannedSend | undefined): Finding {
  const recipients = planned?.recipients ?? 1_000_000;
  const millions = recipients / 1_000_000;
  const values = { plan, recipients, ses: prices.ses * millions, percorso: prices.percorso * millions };
  // The plans have prices of their own, which SES's API does not report.
  return createFinding(plan === 'NONE' ? 'price_ok' : 'price_by_plan', values);
}
