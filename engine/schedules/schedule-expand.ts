/** Occurrences of a recurrence rule on a clock face: moments as if UTC, no zone and no summer time. */
import { DAY, HOUR, MINUTE } from '../base/time-units.ts';
import { daysInMonth, fromCivil, toCivil } from '../time/calendar.ts';
import type { RecurrenceRule } from './schedule-rule.ts';

/** Feb 29 on one given weekday can be 40 years away; a date that does not occur in this time counts as never. */
const horizon = 60 * 366 * DAY;

/**
 * Ascending occurrences from `from` on; the rule counts from `start`. Ends by itself with UNTIL on the clock face, and
 * after 60 years without an occurrence; never with COUNT or UNTIL in UTC, which the caller handles.
 */
export function* expandRule(rule: RecurrenceRule, start: number, from: number): Generator<number> {
  const filled = fillFromStart(rule, start);
  const last = rule.until?.isUtc === false ? rule.until.at : Number.POSITIVE_INFINITY;
  let latest = Math.max(start, from);
  for (let period = findPeriod(rule, start, latest); ; period++) {
    const days = listDays(filled, start, period);
    const begin = days[0] ?? 0;
    if (begin > last || begin > latest + horizon) return;
    for (const at of listOccurrences(filled, start, days)) {
      if (at > last) return;
      if (at < start || at < from) continue;
      latest = at;
      yield at;
    }
  }
}

/** The first occurrence supplies what the rule leaves open: its weekday, day of the month, month. */
function fillFromStart(rule: RecurrenceRule, start: number): RecurrenceRule {
  if (rule.weekdays.length > 0 || rule.monthDays.length > 0) return rule;
  const { month, day } = toCivil(start);
  if (rule.frequency === 'WEEKLY')
    return { ...rule, weekdays: [{ weekday: indexOfWeekday(start), ordinal: 0 }] };
  if (rule.frequency === 'MONTHLY') return { ...rule, monthDays: [day] };
  if (rule.frequency !== 'YEARLY') return rule;
  return { ...rule, monthDays: [day], months: rule.months.length > 0 ? rule.months : [month] };
}

/** Number of the period (year, month, week, day) that `at` is in, counted from the start in steps of the interval. */
function findPeriod(rule: RecurrenceRule, start: number, at: number): number {
  const first = toCivil(start);
  const civil = toCivil(at);
  const years = civil.year - first.year;
  switch (rule.frequency) {
    case 'YEARLY':
      return Math.floor(years / rule.interval);
    case 'MONTHLY':
      return Math.floor((years * 12 + civil.month - first.month) / rule.interval);
    case 'WEEKLY':
      return Math.floor((at - startOfWeek(rule, start)) / (7 * DAY * rule.interval));
    case 'DAILY':
      return Math.floor((startOfDay(at) - startOfDay(start)) / (DAY * rule.interval));
    case 'HOURLY':
      return (startOfDay(at) - startOfDay(start)) / DAY;
  }
}

/** Midnights of a period's days. Hourly rules use days too: their hours are selected below. */
function listDays(rule: RecurrenceRule, start: number, period: number): number[] {
  const step = period * rule.interval;
  const { year, month } = toCivil(start);
  switch (rule.frequency) {
    case 'YEARLY':
      return countDays(fromCivil(year + step, 1, 1), fromCivil(year + step + 1, 1, 1));
    case 'MONTHLY': {
      const months = month - 1 + step;
      const first = fromCivil(year + Math.floor(months / 12), (months % 12) + 1, 1);
      return countDays(first, first + daysInMonth(year + Math.floor(months / 12), (months % 12) + 1) * DAY);
    }
    case 'WEEKLY': {
      const first = startOfWeek(rule, start) + step * 7 * DAY;
      return countDays(first, first + 7 * DAY);
    }
    case 'DAILY':
      return [startOfDay(start) + step * DAY];
    case 'HOURLY':
      return [startOfDay(start) + period * DAY];
  }
}

function countDays(from: number, to: number): number[] {
  const days: number[] = [];
  for (let day = from; day < to; day += DAY) days.push(day);
  return days;
}

function listOccurrences(rule: RecurrenceRule, start: number, days: readonly number[]): number[] {
  const chosen = days.filter((day) => isChosenDay(rule, day));
  if (chosen.length === 0) return [];
  const civil = toCivil(start);
  const minutes = rule.minutes.length > 0 ? rule.minutes : [Math.floor(civil.timeOfDay / MINUTE) % 60];
  const within = civil.timeOfDay % MINUTE;
  const fill = (hour: number) => minutes.map((minute) => hour + minute * MINUTE + within);
  if (rule.frequency === 'HOURLY') {
    return chosen.flatMap((day) =>
      listHours(rule, start, day).flatMap((hour) => pickPositions(rule, fill(hour))),
    );
  }
  const hours = rule.hours.length > 0 ? rule.hours : [Math.floor(civil.timeOfDay / HOUR)];
  return pickPositions(
    rule,
    chosen.flatMap((day) => hours.flatMap((hour) => fill(day + hour * HOUR))),
  );
}

function listHours(rule: RecurrenceRule, start: number, day: number): number[] {
  const first = Math.floor(start / HOUR) * HOUR;
  const hours: number[] = [];
  for (let hour = 0; hour < 24; hour++) {
    const at = day + hour * HOUR;
    if (rule.hours.length > 0 && !rule.hours.includes(hour)) continue;
    if (((at - first) / HOUR) % rule.interval === 0) hours.push(at);
  }
  return hours;
}

function pickPositions(rule: RecurrenceRule, occurrences: readonly number[]): number[] {
  if (rule.positions.length === 0) return [...occurrences];
  const { length } = occurrences;
  const wanted = new Set(rule.positions.map((position) => (position > 0 ? position - 1 : length + position)));
  return occurrences.filter((_, index) => wanted.has(index));
}

function isChosenDay(rule: RecurrenceRule, at: number): boolean {
  const { year, month, day } = toCivil(at);
  if (rule.months.length > 0 && !rule.months.includes(month)) return false;
  const length = daysInMonth(year, month);
  if (
    rule.monthDays.length > 0 &&
    !rule.monthDays.includes(day) &&
    !rule.monthDays.includes(day - length - 1)
  ) {
    return false;
  }
  if (rule.weekdays.length === 0) return true;
  const weekday = indexOfWeekday(at);
  // Numbered days count within the month, except in a yearly rule that names no months.
  const isInYear = rule.frequency === 'YEARLY' && rule.months.length === 0;
  const place = isInYear ? (at - fromCivil(year, 1, 1)) / DAY + 1 : day;
  const size = isInYear ? (fromCivil(year + 1, 1, 1) - fromCivil(year, 1, 1)) / DAY : length;
  const forward = Math.ceil(place / 7);
  const backward = -Math.ceil((size - place + 1) / 7);
  return rule.weekdays.some(
    (wanted) =>
      wanted.weekday === weekday &&
      (wanted.ordinal === 0 || wanted.ordinal === forward || wanted.ordinal === backward),
  );
}

function startOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

function startOfWeek(rule: RecurrenceRule, at: number): number {
  return startOfDay(at) - ((indexOfWeekday(at) - rule.weekStart + 7) % 7) * DAY;
}

/** 0 = Monday; 1970-01-01 was a Thursday. */
function indexOfWeekday(at: number): number {
  return (((Math.floor(at / DAY) + 3) % 7) + 7) % 7;
}
