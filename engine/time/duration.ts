/**
 * ISO 8601 durations. Weeks, days and smaller are fixed lengths; months and years follow the UTC calendar. A day that the
 * target month lacks becomes its last one. A time counted from a moment (a wait, a deadline) keeps the time of day:
 * `addDuration`. The edge of a sliding window becomes the very end of that day: `shiftByDuration`. Keeping the time of
 * day there would make `now - P1M` jump back at midnight, and windows grow again.
 */
import { DAY, HOUR, MINUTE } from '../base/time-units.ts';
import { daysInMonth, fromCivil, toCivil } from './calendar.ts';

export interface ParsedDuration {
  readonly months: number;
  readonly milliseconds: number;
}

export const oneDay: ParsedDuration = { months: 0, milliseconds: DAY };

const durationForm = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Reads `P1Y2M3W4DT5H6M7S` in whole numbers, up to 1,000 years; undefined when it is anything else. */
export function parseDuration(text: string): ParsedDuration | undefined {
  const match = durationForm.exec(text);
  if (match === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const parsed = {
    months: years * 12 + months,
    milliseconds: (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * 1000,
  };
  return parsed.months <= 12_000 && parsed.milliseconds <= 366_000 * DAY ? parsed : undefined;
}

/**
 * The moment (epoch ms) that is `sign` times the duration after `at`, at the same time of day: a month after 31 January,
 * 10:00, is 28 February, 10:00. Calendar part first, then the fixed part.
 */
export function addDuration(at: number, duration: ParsedDuration, sign: 1 | -1 = 1): number {
  const { months, milliseconds } = duration;
  const { timeOfDay } = toCivil(at);
  const shifted = months === 0 ? at : shiftByMonths(at, sign * months, timeOfDay);
  return shifted + sign * milliseconds;
}

/** As addDuration, for the edge of a window: as `at` goes on, the result never goes back. */
export function shiftByDuration(at: number, duration: ParsedDuration, sign: 1 | -1): number {
  const shifted = duration.months === 0 ? at : shiftByMonths(at, sign * duration.months, DAY - 1);
  return shifted + sign * duration.milliseconds;
}

/**
 * The first moment whose shift is at or past `target`: answers "from when on is now - P30D at or after this".
 * Shifting never goes backwards as time goes on, so for calendar lengths it is found by halving.
 */
export function firstMomentShiftedTo(target: number, duration: ParsedDuration, sign: 1 | -1): number {
  const fixed = target - sign * duration.milliseconds;
  if (duration.months === 0) return fixed;
  // With clamped days the exact moment is at most three days from the reverse shift.
  let high = shiftByMonths(fixed, -sign * duration.months, DAY - 1) + 4 * DAY;
  let low = high - 8 * DAY;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shiftByDuration(middle, duration, sign) >= target) high = middle;
    else low = middle;
  }
  return high;
}

/** `clamped`: time of day (ms) where the target month lacks the day. */
function shiftByMonths(at: number, months: number, clamped: number): number {
  const date = toCivil(at);
  const index = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  const isLacking = date.day > daysInMonth(year, month);
  return fromCivil(year, month, date.day) + (isLacking ? clamped : date.timeOfDay);
}
