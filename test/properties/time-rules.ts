/** Random recurrence rules, and their occurrences found by looking at every day with Temporal's calendar. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

export interface RuleParts {
  readonly frequency: 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY' | 'HOURLY';
  readonly interval: number;
  readonly months: readonly number[];
  readonly monthDays: readonly number[];
  /** Ordinal (0 = each) and ISO weekday. */
  readonly days: readonly (readonly [ordinal: number, weekday: number])[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly positions: readonly number[];
  readonly weekStart: number;
}

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

function someOf<T>(values: readonly T[], most: number): fc.Arbitrary<T[]> {
  return fc.oneof(
    fc.constant<T[]>([]),
    fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most }),
  );
}

export const ruleParts: fc.Arbitrary<RuleParts> = fc
  .record({
    frequency: fc.constantFrom(
      'YEARLY' as const,
      'MONTHLY' as const,
      'WEEKLY' as const,
      'DAILY' as const,
      'HOURLY' as const,
    ),
    interval: fc.integer({ min: 1, max: 5 }),
    months: someOf([1, 2, 3, 6, 7, 9, 11, 12], 4),
    monthDays: someOf([1, 2, 13, 15, 28, 29, 30, 31, -1, -2, -15, -31], 5),
    days: someOf([1, 2, 3, 4, 5, 6, 7], 4),
    ordinals: fc.array(fc.constantFrom(0, 0, 1, 2, 4, 5, -1, -2), { minLength: 4, maxLength: 4 }),
    hours: someOf([0, 6, 9, 18, 23], 3),
    minutes: someOf([0, 15, 30, 59], 2),
    positions: someOf([1, 2, 3, 8, -1, -2, -8], 2),
    weekStart: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ ordinals, days, ...parts }) => {
    const isNumbered = parts.frequency === 'YEARLY' || parts.frequency === 'MONTHLY';
    const monthDays = parts.frequency === 'WEEKLY' ? [] : parts.monthDays;
    const isSelective = [parts.months, monthDays, days, parts.hours, parts.minutes].some(
      ({ length }) => length > 0,
    );
    return {
      ...parts,
      monthDays,
      days: days.map((day, index) => [isNumbered ? (ordinals[index] ?? 0) : 0, day] as const),
      positions: isSelective ? parts.positions : [],
    };
  });

export function writeRule(parts: RuleParts): string {
  const lists: readonly (readonly [string, readonly (number | string)[]])[] = [
    ['BYMONTH', parts.months],
    ['BYMONTHDAY', parts.monthDays],
    ['BYDAY', parts.days.map(([ordinal, day]) => `${ordinal === 0 ? '' : ordinal}${names[day - 1]}`)],
    ['BYHOUR', parts.hours],
    ['BYMINUTE', parts.minutes],
    ['BYSETPOS', parts.positions],
    ['WKST', [names[parts.weekStart - 1] ?? 'MO']],
  ];
  const written = lists
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}=${values.join(',')}`);
  return [`FREQ=${parts.frequency}`, `INTERVAL=${parts.interval}`, ...written].join(';');
}

/** Every occurrence from the start (a whole minute) to before the end, where a period begins; ms as if UTC. */
export function listByBruteForce(
  parts: RuleParts,
  start: Temporal.PlainDateTime,
  end: Temporal.PlainDate,
): number[] {
  const periods = new Map<number, Temporal.PlainDateTime[]>();
  for (
    let date = startOfPeriod(parts, start.toPlainDate());
    isBefore(date, end);
    date = date.add({ days: 1 })
  ) {
    if (!isDayOf(parts, start, date)) continue;
    for (let hour = 0; hour < 24; hour++) {
      const hours = parts.hours.length > 0 || parts.frequency === 'HOURLY' ? parts.hours : [start.hour];
      if (hours.length > 0 && !hours.includes(hour)) continue;
      const period = findPeriod(parts, start, date, hour);
      if (period % parts.interval !== 0) continue;
      const minutes = parts.minutes.length > 0 ? parts.minutes : [start.minute];
      for (const minute of [...minutes].sort((left, right) => left - right)) {
        const found = periods.get(period) ?? [];
        found.push(date.toPlainDateTime({ hour, minute }));
        periods.set(period, found);
      }
    }
  }
  return [...periods.values()]
    .flatMap((found) => found.filter((_, index) => isPosition(parts, index, found.length)))
    .filter((each) => Temporal.PlainDateTime.compare(each, start) >= 0)
    .map((each) => each.toZonedDateTime('UTC').epochMilliseconds);
}

function isBefore(one: Temporal.PlainDate, other: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(one, other) < 0;
}

/** Positions count from the period's beginning, which is before the first occurrence, to its end. */
export function startOfPeriod(parts: RuleParts, date: Temporal.PlainDate): Temporal.PlainDate {
  if (parts.frequency === 'YEARLY') return date.with({ month: 1, day: 1 });
  if (parts.frequency === 'MONTHLY') return date.with({ day: 1 });
  return parts.frequency === 'WEEKLY' ? startOfWeek(parts, date) : date;
}

function startOfWeek({ weekStart }: RuleParts, date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: (date.dayOfWeek - weekStart + 7) % 7 });
}

function findPeriod(
  parts: RuleParts,
  start: Temporal.PlainDateTime,
  date: Temporal.PlainDate,
  hour: number,
): number {
  const first = start.toPlainDate();
  if (parts.frequency === 'YEARLY') return date.year - start.year;
  if (parts.frequency === 'MONTHLY') {
    return first.with({ day: 1 }).until(date.with({ day: 1 }), { largestUnit: 'months' }).months;
  }
  if (parts.frequency === 'WEEKLY') return startOfWeek(parts, first).until(startOfWeek(parts, date)).days / 7;
  const days = first.until(date).days;
  return parts.frequency === 'DAILY' ? days : days * 24 + hour - start.hour;
}

function isDayOf(parts: RuleParts, start: Temporal.PlainDateTime, date: Temporal.PlainDate): boolean {
  const { frequency, months, monthDays, days } = parts;
  const hasDays = monthDays.length > 0 || days.length > 0;
  if (
    months.length > 0
      ? !months.includes(date.month)
      : frequency === 'YEARLY' && !hasDays && date.month !== start.month
  ) {
    return false;
  }
  if (!hasDays && (frequency === 'YEARLY' || frequency === 'MONTHLY')) return date.day === start.day;
  if (!hasDays && frequency === 'WEEKLY') return date.dayOfWeek === start.dayOfWeek;
  const fromEnd = date.day - date.daysInMonth - 1;
  if (monthDays.length > 0 && !monthDays.includes(date.day) && !monthDays.includes(fromEnd)) return false;
  return (
    days.length === 0 ||
    days.some(([ordinal, day]) => day === date.dayOfWeek && isNumber(parts, ordinal, date))
  );
}

/** Steps week by week to the end of the month or year, and counts. */
function isNumber({ frequency, months }: RuleParts, ordinal: number, date: Temporal.PlainDate): boolean {
  if (ordinal === 0) return true;
  const isSame = (other: Temporal.PlainDate) =>
    other.year === date.year &&
    (other.month === date.month || (frequency === 'YEARLY' && months.length === 0));
  const step = { days: 7 };
  let count = 0;
  for (let each = date; isSame(each); each = ordinal > 0 ? each.subtract(step) : each.add(step)) count++;
  return count === Math.abs(ordinal);
}

function isPosition({ positions }: RuleParts, index: number, length: number): boolean {
  return positions.length === 0 || positions.includes(index + 1) || positions.includes(index - length);
}
