/** The rate at which the senders call SES beside the one that SES accepts. */
import type { SendingState } from '../ports/stage-account.ts';
import { createFinding, type Finding } from './finding.ts';

/** As the stage was deployed. */
export interface DeployedRate {
  /** Emails a second; 0 = the senders do not pace their calls. */
  readonly emailRate: number;
  /** Percent of it that promotional email leaves to transactional email. */
  readonly emailReserve: number;
}

/** Emails a second that the promotional senders reach when they are not paced (docs/scale.md). */
export const unpacedRate = 120;

export function checkRate({ emailRate }: DeployedRate, { isProduction, quota }: SendingState): Finding {
  const values = { emailRate, perSecond: quota.perSecond };
  if (emailRate > quota.perSecond) return createFinding('rate_exceeded', values);
  if (emailRate > 0) return createFinding('rate_ok', values);
  // In the sandbox SES accepts one email a second, which is too slow to be divided between senders.
  if (!isProduction) return createFinding('rate_skipped');
  return createFinding(quota.perSecond < unpacedRate ? 'rate_unpaced' : 'rate_spare', values);
}

/** Promotional emails a second that the stage sends at most. */
export function findPromotionalRate({ emailRate, emailReserve }: DeployedRate, perSecond: number): number {
  const share = emailRate === 0 ? unpacedRate : (emailRate * (100 - emailReserve)) / 100;
  return Math.min(share, perSecond);
}
