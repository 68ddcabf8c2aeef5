/** Local time of a zone: what its clocks and calendars show at a moment, and when they show a time. */
import { DAY, HOUR, MINUTE } from '../base/time-units.ts';
import type { Weekday } from '../model/documents/document-base.ts';
import { type CivilDate, fromCivil, parseMoment, toCivil } from './calendar.ts';
import { offsetAt } from './zone-offset.ts';

/** A date and a time on a zone's clocks; `timeOfDay` is what they show, in ms since 00:00. */
export interface LocalTime extends CivilDate {
  readonly weekday: Weekday;
}

/** In the order of ISO 8601. */
export const weekdays: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

const timeForm = /^([01]\d|2[0-3]):([0-5]\d)$/;
const offsetForm = /[Tt ].*(?:[Zz]|[+-]\d\d(?::?\d\d)?)$/;

/** An invalid time of day; the schemas of documents check it before. */
export class LocalTimeInvalidError extends Error {
  readonly code = 'local_time_invalid';
  readonly received: string;
  readonly remedy = 'Write hours and minutes, such as 09:30.';
  constructor(received: string) {
    super(
      `${JSON.stringify(received.slice(0, 40))} is no time of day. Write hours and minutes, such as 09:30.`,
    );
    this.name = 'LocalTimeInvalidError';
    this.received = received.slice(0, 40);
  }
}

/** What clocks in a zone show at a moment (epoch ms). Throws TimeZoneUnknownError. */
export function toLocal(at: number, zone: string): LocalTime {
  const shown = at + offsetAt(at, zone);
  return { ...toCivil(shown), weekday: weekdayOf(Math.floor(shown / DAY)) };
}

/**
 * The moment (epoch ms) at which clocks in a zone show a local time, as Temporal's `compatible`: one that is skipped
 * moves forward by as much as the clocks do (02:30 becomes 03:30), one that occurs twice is the first.
 * A `timeOfDay` past 24 h goes on into the next day. Throws TimeZoneUnknownError.
 */
export function fromLocal(local: CivilDate, zone: string): number {
  const shown = fromCivil(local.year, local.month, local.day) + local.timeOfDay;
  // No zone is a day away from UTC: these two are before and after any change of the clocks around that time.
  const before = offsetAt(shown - DAY, zone);
  const after = offsetAt(shown + DAY, zone);
  if (before === after || offsetAt(shown - before, zone) === before) return shown - before;
  return offsetAt(shown - after, zone) === after ? shown - after : shown - before;
}

/** `09:30` as ms since midnight, `24:00` = a whole day; undefined for anything else. */
export function parseTimeOfDay(text: string): number | undefined {
  if (text === '24:00') return DAY;
  const match = timeForm.exec(text);
  return match === null ? undefined : (Number(match[1]) * 60 + Number(match[2])) * MINUTE;
}

/**
 * The next moment (epoch ms) strictly after `after` at which it is `time` (`09:30`) in the zone, on one of the
 * weekdays if any are given. A skipped time moves forward, one that occurs twice happens once.
 * Throws TimeZoneUnknownError, and LocalTimeInvalidError if `time` is none.
 */
export function nextLocalTime(
  after: number,
  zone: string,
  time: string,
  on: readonly Weekday[] = [],
): number {
  const timeOfDay = parseTimeOfDay(time);
  if (timeOfDay === undefined) throw new LocalTimeInvalidError(time);
  const today = Math.floor((after + offsetAt(after, zone)) / DAY);
  // From the day before: 24:00 is the next day's midnight, and a skipped 23:30 moves past it.
  for (let day = today - 1; ; day++) {
    if (on.length > 0 && !on.includes(weekdayOf(day))) continue;
    const at = fromLocal({ ...toCivil(day * DAY), timeOfDay }, zone);
    if (at > after) return at;
  }
}

/**
 * Reads `2026-12-24T18:00` as local time in the zone (a date alone is its midnight); with an offset or Z, the zone
 * has no effect and is not read. Undefined if it is no ISO 8601 moment. Throws TimeZoneUnknownError.
 */
export function parseLocalMoment(text: string, zone: string | (() => string)): number | undefined {
  const moment = parseMoment(text);
  if (moment === undefined || hasOffset(text)) return moment;
  const name = typeof zone === 'string' ? zone : zone();
  return name === 'UTC' ? moment : fromLocal(toCivil(moment), name);
}

/** Whether an ISO 8601 moment has its own offset or Z. */
export function hasOffset(moment: string): boolean {
  return offsetForm.test(moment);
}

/** `2026-12-24T18:00` of what a clock shows (ms as if UTC); seconds only where there are any. */
export function formatLocal(shown: number): string {
  const { year, month, day, timeOfDay } = toCivil(shown);
  const digits = (value: number, length = 2) => String(value).padStart(length, '0');
  const time = `${digits(Math.floor(timeOfDay / HOUR))}:${digits(Math.floor(timeOfDay / MINUTE) % 60)}`;
  const fraction = timeOfDay % 1000 === 0 ? '' : `.${digits(timeOfDay % 1000, 3)}`;
  const seconds = timeOfDay % MINUTE === 0 ? '' : `:${digits(Math.floor(timeOfDay / 1000) % 60)}${fraction}`;
  return `${digits(year, 4)}-${digits(month)}-${digits(day)}T${time}${seconds}`;
}

/** First moment (epoch ms) of the local day that `at` is in. */
export function startOfLocalDay(at: number, zone: string): number {
  return startOfDay(Math.floor((at + offsetAt(at, zone)) / DAY), zone);
}

/** First moment of the local week, which begins on Monday. */
export function startOfLocalWeek(at: number, zone: string): number {
  const day = Math.floor((at + offsetAt(at, zone)) / DAY);
  return startOfDay(day - indexOfWeekday(day), zone);
}

export function startOfLocalMonth(at: number, zone: string): number {
  const { year, month } = toLocal(at, zone);
  return startOfDay(fromCivil(year, month, 1) / DAY, zone);
}

/** First moment (epoch ms) after `at` of another local day. */
export function nextLocalDay(at: number, zone: string): number {
  const day = Math.floor((at + offsetAt(at, zone)) / DAY);
  return startAfter(at, zone, [day + 1, day + 2]);
}

export function nextLocalWeek(at: number, zone: string): number {
  const day = Math.floor((at + offsetAt(at, zone)) / DAY);
  const monday = day - indexOfWeekday(day);
  return startAfter(at, zone, [monday + 7, monday + 14]);
}

export function nextLocalMonth(at: number, zone: string): number {
  const { year, month } = toLocal(at, zone);
  const first = (months: number) =>
    fromCivil(year + Math.floor((month - 1 + months) / 12), ((month - 1 + months) % 12) + 1, 1) / DAY;
  return startAfter(at, zone, [first(1), first(2)]);
}

/** Clocks that go back over midnight show the old day again after the new one began: then the one after counts. */
function startAfter(at: number, zone: string, days: readonly [next: number, later: number]): number {
  const next = startOfDay(days[0], zone);
  return next > at ? next : startOfDay(days[1], zone);
}

/** Where 00:00 is skipped, a day begins when the clocks jump, which may be before 00:00 moved forward. */
function startOfDay(day: number, zone: string): number {
  const midnight = fromLocal({ ...toCivil(day * DAY), timeOfDay: 0 }, zone);
  if (midnight + offsetAt(midnight, zone) === day * DAY) return midnight;
  let [before, from] = [midnight - DAY, midnight];
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (middle + offsetAt(middle, zone) >= day * DAY) from = middle;
    else before = middle;
  }
  return from;
}

function weekdayOf(day: number): Weekday {
  return weekdays[indexOfWeekday(day)] ?? 'monday';
}

/** 0 = Monday; 1970-01-01 was a Thursday. */
function indexOfWeekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
