/** Sliding windows: the same whatever the order, never forgetting early, and within their error once merged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowEntry } from '../../engine/model/profile.ts';
import {
  addToWindow,
  maxWindowEntries,
  nextExpiry,
  sumWindow,
  WindowLengthInvalidError,
} from '../../engine/traits/window.ts';

const DAY = 86_400_000;
const WITHIN = 'P30D';
const LENGTH = 30 * DAY;
const NOW = Date.UTC(2026, 5, 1);
const occurrences = fc.tuple(
  fc.integer({ min: NOW - 40 * DAY, max: NOW + DAY }),
  fc.integer({ min: 1, max: 9 }),
);

describe('a sliding window', () => {
  it('contains the same after any order of arrival, up to its bound', () => {
    const few = fc.array(occurrences, { maxLength: maxWindowEntries });
    fc.assert(
      fc.property(
        few.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(fill(shuffled)).toEqual(fill(list));
        },
      ),
    );
  });

  it('counts and sums exactly the occurrences in it, up to its bound', () => {
    fc.assert(
      fc.property(fc.array(occurrences, { maxLength: maxWindowEntries }), fc.nat(60 * DAY), (list, later) => {
        const now = NOW + later;
        const inside = list.filter(([at]) => at > NOW - LENGTH && at > now - LENGTH);
        const expected = { count: inside.length, sum: inside.reduce((total, [, sum]) => total + sum, 0) };
        expect(sumWindow(fill(list), WITHIN, now)).toEqual(expected);
      }),
    );
  });

  it('never exceeds its bound, forgets nothing early and keeps nothing longer than a 32nd of its length', () => {
    const many = fc.array(
      fc.tuple(fc.integer({ min: NOW - 29 * DAY, max: NOW }), fc.integer({ min: 1, max: 9 })),
      { minLength: 65, maxLength: 300 },
    );
    fc.assert(
      fc.property(many, fc.nat(31 * DAY), (list, later) => {
        const entries = fill(list);
        expect(entries.length).toBeLessThanOrEqual(maxWindowEntries);
        const now = NOW + later;
        const { count } = sumWindow(entries, WITHIN, now);
        const stillIn = (slack: number) => list.filter(([at]) => at + slack > now - LENGTH).length;
        expect(count).toBeGreaterThanOrEqual(stillIn(0));
        expect(count).toBeLessThanOrEqual(stillIn(LENGTH / 32));
      }),
      { numRuns: 300 },
    );
  });

  it('changes exactly at nextExpiry', () => {
    fc.assert(
      fc.property(
        fc.array(occurrences, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('P30D', 'P1M', 'PT36H'),
        (list, within) => {
          const entries = fill(list, within);
          const turn = nextExpiry(entries, within, NOW);
          const before = sumWindow(entries, within, NOW).count;
          expect(turn === undefined).toBe(before === 0);
          if (turn === undefined) return;
          expect(sumWindow(entries, within, turn - 1).count).toBe(before);
          expect(sumWindow(entries, within, turn).count).toBeLessThan(before);
        },
      ),
    );
  });

  it('drops entries that have left it when one is added', () => {
    const entries = addToWindow([[NOW - LENGTH, 5, 5]], NOW, 1, 2, WITHIN, NOW);
    expect(entries).toEqual([[NOW, 1, 2]]);
  });

  it('accepts no entry that has already left it', () => {
    expect(addToWindow([], NOW - LENGTH, 1, 0, WITHIN, NOW)).toEqual([]);
    expect(addToWindow([], NOW - LENGTH + 1, 1, 0, WITHIN, NOW)).toHaveLength(1);
  });

  it('counts a future occurrence at once', () => {
    const entries = addToWindow([], NOW + 5000, 1, 0, WITHIN, NOW);
    expect(sumWindow(entries, WITHIN, NOW).count).toBe(1);
    expect(nextExpiry(entries, WITHIN, NOW)).toBe(NOW + 5000 + LENGTH);
  });

  it('refuses a length that is no duration', () => {
    expect(() => sumWindow([], '30 days', NOW)).toThrow(WindowLengthInvalidError);
  });
});

function fill(list: readonly (readonly [number, number])[], within = WITHIN): readonly WindowEntry[] {
  return list.reduce<readonly WindowEntry[]>(
    (kept, [at, sum]) => addToWindow(kept, at, 1, sum, within, NOW),
    [],
  );
}
