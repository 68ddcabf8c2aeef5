/** The plan of a warm-up: its end, and the day on which the last waiting email goes. */
import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { countWarmUpDays, findCeiling, findDayOfLast } from '../../../engine/policy/warm-up.ts';

const day = 86_400_000;
const start = '2026-12-01';
const begin = Date.parse(start);

it.each([
  [200, 1.5, 22],
  [1_000_000, 2, 1],
  [1_000_000, 1, undefined],
  [1, 1.0001, undefined],
])('from %i by %d a day ends after %s days', (first, factor, days) => {
  expect(countWarmUpDays({ domain: 'news.example', start, first, factor })).toBe(days);
});

test.prop([
  fc.integer({ min: 1, max: 1000 }),
  fc.double({ min: 1, max: 3, noNaN: true }),
  fc.integer({ min: -3, max: 20 }),
  fc.integer({ min: 0, max: 20_000 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
])(
  'the last waiting email goes on the first day by which the ceilings cover all',
  (first, factor, today, waiting, share) => {
    const warmUp = { domain: 'news.example', start, first, factor };
    const ceilingOf = (days: number) => findCeiling(warmUp, days) ?? Number.POSITIVE_INFINITY;
    const taken = Number.isFinite(ceilingOf(today)) ? Math.floor(ceilingOf(today) * share) : 0;
    const last = findDayOfLast(warmUp, { now: begin + today * day + 1, taken, waiting });
    let covered = -taken;
    let expected: number | undefined;
    for (let days = today; expected === undefined && days <= today + 3650; days += 1) {
      covered += ceilingOf(days);
      if (covered >= waiting) expected = days;
    }
    expect(last).toBe(expected);
  },
);
