/** The warm-up of a domain beside the quota of SES, and beside the planned campaign. */
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import type { WarmUp } from '../../engine/model/documents/deliverability-policy.ts';
import { countDays, countWarmUpDays, findCeiling, findDayOfLast } from '../../engine/policy/warm-up.ts';
import type { PlannedSend } from './check-account.ts';
import { createFinding, type Finding } from './finding.ts';

export interface WarmUpNeeds {
  /** Emails in 24 hours; `Infinity` without a limit. */
  readonly perDay: number;
  readonly planned: PlannedSend | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** Two findings when both the quota and the campaign do not fit. */
export function checkWarmUp(warmUp: WarmUp, { perDay, planned, now }: WarmUpNeeds): Finding[] {
  const { domain: about, start } = warmUp;
  const formatDay = (days: number) => formatUtcDay(Date.parse(start) + days * DAY);
  const today = countDays(warmUp, now);
  const ceiling = findCeiling(warmUp, today);
  const end = countWarmUpDays(warmUp);
  const ends = end === undefined ? '' : formatDay(end);
  if (ceiling === undefined) return [createFinding('warm_up_over', { about, ends })];
  const values = { about, day: today + 1, ceiling, ends, perDay };
  const findings: Finding[] = [];

  const tooMuch = findFirstAbove(warmUp, today, perDay);
  if (tooMuch !== undefined) {
    const wanted = findCeiling(warmUp, tooMuch) ?? 0;
    findings.push(createFinding('warm_up_over_quota', { ...values, date: formatDay(tooMuch), wanted }));
  }
  const recipients = planned?.recipients ?? 0;
  if (recipients > ceiling) {
    const last = findDayOfLast(warmUp, { now, taken: 0, waiting: recipients });
    const date = last === undefined ? '' : formatDay(last);
    const days = last === undefined ? Number.POSITIVE_INFINITY : last - today + 1;
    findings.push(
      createFinding('warm_up_slows', {
        ...values,
        recipients,
        campaign: planned?.campaign ?? '',
        date,
        days,
      }),
    );
  }
  return findings.length === 0 ? [createFinding('warm_up_ok', values)] : findings;
}

/** Days after the start from which on the ceiling is above what SES sends in a day; undefined while a ceiling applies. */
function findFirstAbove(warmUp: WarmUp, today: number, perDay: number): number | undefined {
  for (let days = today; days < today + mostDays; days += 1) {
    const ceiling = findCeiling(warmUp, days);
    if (ceiling === undefined) return undefined;
    if (ceiling > perDay) return days;
  }
  return undefined;
}

/** A warm-up that helps takes weeks. */
const mostDays = 366;
