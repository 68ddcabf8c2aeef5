/**
 * Anniversaries: `{ "date": { "month-day": "today" } }` matches a date whose month and day are today's, `"today+P7D"`
 * those of seven days ahead. The day is the person's own, or that of `"zone": "Europe/Rome"`. The value's own date counts
 * as it is written, with a year or without (`1990-03-15`, `03-15`, `--03-15`; a number is epoch seconds or milliseconds,
 * its date in UTC); 29 February counts as 28 February in other years.
 */

import { DAY } from '../../base/time-units.ts';
import { daysInMonth, fromCivil, parseMoment, readEpoch, toCivil } from '../../time/calendar.ts';
import { parseDuration } from '../../time/duration.ts';
import { offsetAt } from '../../time/zone-offset.ts';
import type { LeafOptions, LeafTest, Scalar } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';
import { readZone } from './read-zone.ts';

/** The notation of an old ISO 8601 and of vCard, and that of forms. */
const yearlessForm = /^(?:--)?(\d\d)-?(\d\d)$/;
/** A leap year, which has all days. */
const leapYear = 2000;
const usage =
  'Write { "date": { "month-day": "today" } }, "today+P7D" or "today-P1D", and if wanted "zone": "Europe/Rome".';

export function compileMonthDay(
  argument: Readonly<Record<string, unknown>>,
  path: string,
  options: LeafOptions,
): LeafTest {
  const unknown = Object.keys(argument).find((key) => key !== 'month-day' && key !== 'zone');
  if (unknown !== undefined)
    throw new PatternInvalidError(`${path}.${unknown}`, 'no such field', unknown, usage);
  const ahead = readDaysAhead(argument['month-day'], `${path}.month-day`);
  const findZone = readZone(argument['zone'], `${path}.zone`, options);
  const dayOf = (at: number) => Math.floor((at + offsetAt(at, findZone())) / DAY);
  const matches = (value: Scalar, now: number): boolean => {
    const anniversary = readMonthDay(value);
    if (anniversary === undefined) return false;
    const day = dayOf(now) + ahead;
    return day === findDay(toCivil(day * DAY).year, anniversary);
  };
  return {
    matches,
    flipsAt: (value, now) => {
      const anniversary = readMonthDay(value);
      if (anniversary === undefined) return undefined;
      const today = dayOf(now);
      if (matches(value, now)) return findStart(today + 1, dayOf);
      const { year } = toCivil((today + ahead) * DAY);
      const thisYear = findDay(year, anniversary) - ahead;
      return findStart(thisYear > today ? thisYear : findDay(year + 1, anniversary) - ahead, dayOf);
    },
  };
}

interface MonthDay {
  readonly month: number;
  readonly day: number;
}

function readMonthDay(value: Scalar): MonthDay | undefined {
  if (typeof value === 'number') {
    const moment = readEpoch(value);
    return moment === undefined ? undefined : toCivil(moment);
  }
  if (typeof value !== 'string') return undefined;
  const yearless = yearlessForm.exec(value);
  if (yearless !== null) return readYearless(Number(yearless[1]), Number(yearless[2]));
  if (parseMoment(value) === undefined) return undefined;
  return { month: Number(value.slice(5, 7)), day: Number(value.slice(8, 10)) };
}

function readYearless(month: number, day: number): MonthDay | undefined {
  const isReal = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(leapYear, month);
  return isReal ? { month, day } : undefined;
}

/** Days since 1970-01-01 of the anniversary in a year. */
function findDay(year: number, { month, day }: MonthDay): number {
  return fromCivil(year, month, day) / DAY;
}

/** First moment (epoch ms) of a local day. Zones lie within a day of UTC, and local days follow one another. */
function findStart(day: number, dayOf: (at: number) => number): number {
  let low = (day - 1) * DAY - 1;
  let high = (day + 1) * DAY;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayOf(middle) >= day) high = middle;
    else low = middle;
  }
  return high;
}

function readDaysAhead(value: unknown, path: string): number {
  if (value === 'today') return 0;
  const match = typeof value === 'string' ? /^today([+-])(.+)$/.exec(value) : null;
  const duration = parseDuration(match?.[2] ?? '');
  if (duration === undefined || duration.months > 0 || duration.milliseconds % DAY !== 0) {
    throw new PatternInvalidError(path, 'not a day', value, usage);
  }
  return ((match?.[1] === '-' ? -1 : 1) * duration.milliseconds) / DAY;
}
