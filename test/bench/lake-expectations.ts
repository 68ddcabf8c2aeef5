/** What the ready queries of the lake must answer, counted straight from the purchases. */
import type { Purchase } from './cdnow.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

export function sumMonths(purchases: readonly Purchase[]) {
  const sums = new Map<string, number>();
  for (const { day, revenue } of purchases) {
    const month = day.slice(0, 7);
    sums.set(month, (sums.get(month) ?? 0) + Math.round(revenue * 100));
  }
  return [...sums]
    .map(([month, cents]) => ({ month, cents }))
    .sort((left, right) => (left.month < right.month ? -1 : 1));
}

/** First week (its Monday), weeks after it, people. */
export function expectCohorts(
  purchases: readonly Purchase[],
): readonly (readonly [string, number, number])[] {
  const cells = new Map<string, number>();
  for (const days of listDays(purchases)) {
    const weeks = [...new Set(days.map(findMonday))];
    const [first = 0] = weeks;
    for (const week of weeks) {
      const cell = JSON.stringify([new Date(first).toISOString().slice(0, 10), (week - first) / WEEK]);
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
  }
  return [...cells]
    .map(([cell, people]) => [...(JSON.parse(cell) as [string, number]), people] as const)
    .sort((left, right) => (left[0] === right[0] ? left[1] - right[1] : left[0] < right[0] ? -1 : 1));
}

/** People with one, two and three days of purchases within some days of their first. */
export function expectFunnel(purchases: readonly Purchase[], withinDays: number): readonly number[] {
  const people = [0, 0, 0];
  for (const days of listDays(purchases)) {
    const [first = 0] = days;
    const reached = days.filter((day) => day <= first + withinDays * DAY).length;
    for (let step = 0; step < Math.min(reached, 3); step++) people[step] = (people[step] ?? 0) + 1;
  }
  return people;
}

/** The days (epoch ms) of each customer's purchases, each once, in order. */
function listDays(purchases: readonly Purchase[]): readonly (readonly number[])[] {
  return [...Map.groupBy(purchases, ({ customer }) => customer).values()].map((own) =>
    [...new Set(own.map(({ day }) => Date.parse(day)))].sort((left, right) => left - right),
  );
}

/** 1970-01-01 was a Thursday. */
function findMonday(at: number): number {
  const day = Math.floor(at / DAY);
  return (day - ((day + 3) % 7)) * DAY;
}
