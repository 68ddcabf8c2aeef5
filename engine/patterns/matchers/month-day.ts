/**
 * Anniversaries: `{ "date": { "month-day": "today", "zone": "Europe/Rome" } }` matches a date whose month and day are
 * today's, `"today+P7D"` those of seven days ahead. Without `zone` the day is UTC's. The value's own date counts as it
 * is written (a number is epoch ms, its date in UTC); 29 February comes on 28 February in other years.
 */
import { fromCivil, isReachable, parseMoment, toCivil } from '../calendar.ts';
import { parseDuration } from '../duration.ts';
import type { LeafTest, Scalar } from '../leaf-test.ts';
import { PatternInvalidError } from '../pattern-invalid-error.ts';

const DAY = 86_400_000;
const REMEDY =
  'Write { "date": { "month-day": "today" } }, "today+P7D" or "today-P1D", and if wanted "zone": "Europe/Rome".';

export function compileMonthDay(argument: Readonly<Record<string, unknown>>, path: string): LeafTest {
  const unknown = Object.keys(argument).find((key) => key !== 'month-day' && key !== 'zone');
  if (unknown !== undefined)
    throw new PatternInvalidError(`${path}.${unknown}`, 'no such field', unknown, REMEDY);
  const ahead = readDaysAhead(argument['month-day'], `${path}.month-day`);
  const dayOf = compileDayOf(argument['zone'], `${path}.zone`);
  const matches = (value: Scalar, now: number): boolean => {
    const anniversary = readMonthDay(value);
    const day = dayOf(now) + ahead;
    return anniversary !== undefined && day === findDay(toCivil(day * DAY).year, anniversary);
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
  if (typeof value === 'number') return isReachable(value) ? toCivil(value) : undefined;
  if (typeof value !== 'string' || parseMoment(value) === undefined) return undefined;
  return { month: Number(value.slice(5, 7)), day: Number(value.slice(8, 10)) };
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
    throw new PatternInvalidError(path, 'not a day', value, REMEDY);
  }
  return ((match?.[1] === '-' ? -1 : 1) * duration.milliseconds) / DAY;
}

/** Makes the teller of the local day (days since 1970-01-01) of a moment. */
function compileDayOf(zone: unknown, path: string): (at: number) => number {
  if (zone === undefined || zone === 'UTC') return (at) => Math.floor(at / DAY);
  const format = createFormat(zone, path);
  return (at) => {
    const [month = 1, day = 1, year = 1970] = format.format(at).split('/').map(Number);
    return fromCivil(year, month, day) / DAY;
  };
}

function createFormat(zone: unknown, path: string): Intl.DateTimeFormat {
  try {
    if (typeof zone !== 'string') throw new TypeError('not a string');
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      ...parts,
    });
  } catch {
    throw new PatternInvalidError(path, 'not a time zone', zone, REMEDY);
  }
}
