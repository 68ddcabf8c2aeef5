/** The findings about rate, warm-up and reputation in words. */

import { unpacedRate } from '../../../app/doctor/check-rate.ts';
import { reputationLimits } from '../../../app/doctor/check-reputation.ts';
import type { FindingValues } from '../../../app/doctor/finding.ts';
import { formatNumber, formatPercent } from '../format-number.ts';
import { raiseQuota } from './raise-quota.ts';

const expectedReputation = `Bounces below ${formatPercent(reputationLimits.bounceRate.high)} and complaints below ${formatPercent(reputationLimits.complaintRate.high)}: AWS reviews an account at ${formatPercent(reputationLimits.bounceRate.review)} and ${formatPercent(reputationLimits.complaintRate.review)}.`;
const lookAtReputation =
  'percorso statistics --days 2   # then docs/runbook.md, sections "bounce-rate" and "complaint-rate"';

export const sendingWords = {
  rate_ok: ({ emailRate, perSecond }: FindingValues) => ({
    found: `The stage sends at most ${formatNumber(emailRate)} emails a second, and SES accepts ${formatNumber(perSecond)}.`,
  }),
  rate_spare: ({ perSecond }: FindingValues) => ({
    found: `The senders do not pace their calls: about ${unpacedRate} promotional emails a second. SES accepts ${formatNumber(perSecond)}.`,
  }),
  rate_unpaced: ({ perSecond }: FindingValues) => ({
    found: `The senders do not pace their calls, about ${unpacedRate} promotional emails a second, and SES accepts ${formatNumber(perSecond)}.`,
    expected: 'emailRate is the rate of SES, so that a campaign delays no transactional email.',
    remedy: `npx cdk deploy -c emailRate=${Math.max(2, Math.floor(Number(perSecond)))}   # with the other context of the stage`,
  }),
  rate_exceeded: ({ emailRate, perSecond }: FindingValues) => ({
    found: `The stage sends up to ${formatNumber(emailRate)} emails a second, and SES accepts ${formatNumber(perSecond)}: it throttles both classes.`,
    expected: 'emailRate is at most the rate of SES.',
    remedy: `npx cdk deploy -c emailRate=${Math.floor(Number(perSecond))}   # with the other context of the stage`,
  }),
  rate_skipped: () => ({ found: 'In the SES sandbox, the senders do not pace their calls.' }),
  warm_up_ok: (values: FindingValues) => ({
    found: `${describeDay(values)} SES’s quota covers it.`,
  }),
  warm_up_over: ({ ends }: FindingValues) => ({
    found: `The warm-up ended on ${ends}: the policy can leave it out.`,
  }),
  warm_up_over_quota: (values: FindingValues) => ({
    found: `${describeDay(values)} From ${values['date']} on, its ceiling is ${formatNumber(values['wanted'])} or more, and SES sends ${formatNumber(values['perDay'])} a day.`,
    expected: 'A daily quota that grows before the ceiling does.',
    remedy: raiseQuota('emailsPerDay', Number(values['wanted']) * 2),
  }),
  warm_up_slows: (values: FindingValues) => ({
    found: `${describeDay(values)} ${describeCampaign(values)}`,
    expected: 'A campaign whose messages are still wanted on its last day, or a smaller audience.',
    remedy: `percorso campaign preview ${values['campaign'] === '' ? 'ID' : values['campaign']}   # then expiresAfter, priority or segment of the campaign`,
  }),
  reputation_ok: (values: FindingValues) => ({ found: describeReputation(values) }),
  reputation_unmeasured: () => ({
    found: 'CloudWatch has no bounce or complaint rate of the account for the last three days.',
  }),
  reputation_high: (values: FindingValues) => ({
    found: describeReputation(values),
    expected: expectedReputation,
    remedy: lookAtReputation,
  }),
  reputation_critical: (values: FindingValues) => ({
    found: `${describeReputation(values)} AWS may stop all sending.`,
    expected: expectedReputation,
    remedy: lookAtReputation,
  }),
} as const;

/** `Day 4 of the warm-up: 675 emails today, until 2026-12-23.` */
function describeDay({ day, ceiling, ends }: FindingValues): string {
  const begun = Number(day) < 1 ? 'Before the warm-up' : `Day ${day} of the warm-up`;
  return `${begun}: ${formatNumber(ceiling)} promotional emails today${ends === '' ? '' : `, and a ceiling until ${ends}`}.`;
}

function describeCampaign({ campaign, recipients, days, date }: FindingValues): string {
  const who = campaign === '' ? 'A campaign' : `The campaign ${campaign}`;
  const length = date === '' ? 'more than ten years' : `${formatNumber(days)} days, until ${date}`;
  return `${who} with ${formatNumber(recipients)} recipients takes ${length}.`;
}

function describeReputation({ bounceRate, complaintRate }: FindingValues): string {
  const shares = [
    ['bounces', bounceRate],
    ['complaints', complaintRate],
  ] as const;
  const known = shares.flatMap(([noun, share]) =>
    share === undefined ? [] : [`${formatPercent(Number(share))} ${noun}`],
  );
  return `SES rates the account at ${known.join(' and ')}.`;
}
