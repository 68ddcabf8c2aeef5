/** The findings about the SES and Lambda account in words. */
import type { FindingValues } from '../../../app/doctor/finding.ts';
import { MINUTE } from '../../../engine/base/time-units.ts';
import { formatLength } from '../format-moment.ts';
import { formatNumber } from '../format-number.ts';
import { raiseQuota } from './raise-quota.ts';

export const accountWords = {
  production_ok: () => ({ found: 'The account is out of the SES sandbox.' }),
  sandbox: ({ perDay }: FindingValues) => ({
    found: `The account is in the SES sandbox: ${formatNumber(perDay)} emails a day, to verified addresses only.`,
    expected: 'Production access.',
    remedy:
      'aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url https://example.com   # docs/deploy.md has what AWS asks for',
  }),
  sending_ok: () => ({ found: 'SES sends for the account, and does not review it.' }),
  sending_disabled: ({ enforcement }: FindingValues) => ({
    found: `SES does not send for the account (${enforcement}).`,
    expected: 'Sending is enabled.',
    remedy:
      'aws sesv2 put-account-sending-attributes --sending-enabled   # if AWS paused it, answer the case in AWS Support first',
  }),
  sending_under_review: ({ enforcement }: FindingValues) => ({
    found: `AWS reviews the account for its bounces or complaints (${enforcement}).`,
    expected: 'HEALTHY: bounces below 5%, complaints below 0.1%.',
    remedy: 'docs/runbook.md, sections "bounce-rate" and "complaint-rate", have the steps.',
  }),
  quota_ok: (values: FindingValues) => ({
    found: `${describePlan(values)} ${describeDuration(values)}. SES sends ${describeLimits(values)}.`,
  }),
  quota_unplanned: (values: FindingValues) => ({
    found: `SES sends ${describeLimits(values)}. No live campaign has been counted yet: --recipients compares a number.`,
  }),
  quota_exceeded: (values: FindingValues) => ({
    found: `${describePlan(values)} ${formatNumber(values['days'])} days: SES sends ${describeLimits(values)}.`,
    expected: 'A daily quota above the largest campaign and the other email of a day.',
    remedy: raiseQuota('emailsPerDay', Number(values['recipients']) * 2),
  }),
  quota_in_use: (values: FindingValues) => ({
    found: `${formatNumber(values['sentLastDay'])} emails of the last 24 hours leave too little of ${formatNumber(values['perDay'])} a day for ${formatNumber(values['recipients'])} recipients.`,
    expected: 'A daily quota above the largest campaign and the other email of a day.',
    remedy: raiseQuota('emailsPerDay', Number(values['recipients']) * 2),
  }),
  price_ok: (values: FindingValues) => ({
    found: `${formatNumber(values['recipients'])} emails cost about ${formatDollars(Number(values['ses']) + Number(values['percorso']))}: ${formatDollars(values['ses'])} for SES, ${formatDollars(values['percorso'])} for the stage.`,
  }),
  price_by_plan: (values: FindingValues) => ({
    found: `SES bills by the plan ${values['plan']}, not $0.10 per 1,000 emails. The stage adds ${formatDollars(values['percorso'])} for ${formatNumber(values['recipients'])} emails.`,
    expected: 'A plan whose features are used: the stage needs none of them.',
    remedy:
      'aws sesv2 put-account-pricing-attributes --plan NONE   # compare https://aws.amazon.com/ses/pricing first',
  }),
  suppression_ok: (_values: FindingValues, about: string) => ({
    found: `SES itself holds back email to addresses that bounced${isTransactional(about) ? '' : ' or complained'}.`,
  }),
  suppression_incomplete: ({ missing }: FindingValues, about: string) => ({
    found: `SES does not add or hold back addresses for ${String(missing).replaceAll(' ', ' and ')}.`,
    expected: 'The suppression list is on, the last safeguard if the stage itself fails.',
    remedy:
      about === 'account'
        ? 'aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT'
        : `aws sesv2 put-configuration-set-suppression-options --configuration-set-name ${about} --suppressed-reasons ${isTransactional(about) ? 'BOUNCE' : 'BOUNCE COMPLAINT'}`,
  }),
  concurrency_ok: ({ needed, unreserved }: FindingValues) => ({
    found: `The stage may use ${needed} of ${formatNumber(unreserved)} concurrent executions.`,
  }),
  concurrency_exceeded: ({ needed, unreserved, limit }: FindingValues) => ({
    found: `The stage may use ${needed} concurrent executions, and the account has ${unreserved} of ${limit} free.`,
    expected: 'Enough for the stage and for other functions of the account: 1,000 is usual.',
    remedy: raiseQuota('concurrency', 1000),
  }),
} as const;

/** A complaint about a newsletter must not stop a password reset. */
function isTransactional(configurationSet: string): boolean {
  return configurationSet.endsWith('-transactional');
}

/** `A campaign with 12,000 recipients takes` */
function describePlan({ recipients, campaign }: FindingValues): string {
  const who = campaign === '' ? 'A campaign' : `The campaign ${campaign}`;
  return `${who} with ${formatNumber(recipients)} recipients takes`;
}

function describeDuration({ seconds }: FindingValues): string {
  const duration = Number(seconds) * 1000;
  return duration < MINUTE ? formatLength(duration) : `about ${formatLength(duration)}`;
}

function describeLimits({ perDay, perSecond }: FindingValues): string {
  const rate = `${formatNumber(perSecond)} emails a second`;
  return perDay === Number.POSITIVE_INFINITY ? rate : `${rate} and ${formatNumber(perDay)} a day`;
}

function formatDollars(value: string | number | undefined): string {
  return `$${Number(value).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
