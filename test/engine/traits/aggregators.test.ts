/** Computed traits stay exact where they promise it, and bounded always. */
import { describe, expect, it } from 'vitest';
import type { TraitFunction } from '../../../engine/model/documents/trait-document.ts';
import type { ComputedState } from '../../../engine/model/profile.ts';
import { addExactly } from '../../../engine/traits/add-exactly.ts';
import type { Scalar } from '../../../engine/traits/aggregator.ts';
import { aggregators } from '../../../engine/traits/aggregators.ts';
import { readTrait } from '../../../engine/traits/read-trait.ts';

const DAY = 86_400_000;
const now = Date.parse('2026-06-01T12:00:00Z');

function feed(fn: TraitFunction, occurrences: readonly (readonly [number, Scalar])[], within?: string) {
  let state: ComputedState | undefined;
  for (const [at, value] of occurrences) state = aggregators[fn].add(state, value, at, within, now);
  return state ?? {};
}

function read(fn: TraitFunction, state: ComputedState, within?: string, at = now) {
  const document = { kind: 'trait', id: 'x', status: 'live', function: fn, event: 'e' } as const;
  return readTrait(state, within === undefined ? document : { ...document, within }, at);
}

describe('addExactly', () => {
  it('adds a hundred thousand amounts to the cent, in any order', () => {
    const amounts = Array.from({ length: 100_000 }, (_, i) => ((i * 7919) % 100_003) / 100);
    const cents = amounts.reduce((total, amount) => total + Math.round(amount * 100), 0);
    expect(amounts.reduce(addExactly, 0)).toBe(cents / 100);
    expect(amounts.toReversed().reduce(addExactly, 0)).toBe(cents / 100);
  });

  it('keeps cents of sums in the billions, and never gives NaN', () => {
    expect(addExactly(20_000_000_000.1, 0.2)).toBe(20_000_000_000.3);
    expect(addExactly(1e300, 1)).toBe(1e300);
    expect(addExactly(-0.1, 0.1)).toBe(0);
  });
});

describe('Computed traits stay bounded', () => {
  it('distinct is exact up to a hundred and stays there', () => {
    const state = feed(
      'distinct',
      Array.from({ length: 500 }, (_, i) => [now, `value ${i % 250}`] as const),
    );
    expect(read('distinct', state)).toBe(100);
    expect(Object.keys(state.values ?? {})).toHaveLength(100);
  });

  it('distinct distinguishes numbers from texts, and accepts names that objects inherit', () => {
    const state = feed('distinct', [
      [now, 1],
      [now, '1'],
      [now, 'constructor'],
      [now, '__proto__'],
      [now, 1],
    ]);
    expect(read('distinct', state)).toBe(4);
  });

  it('distinct in a window forgets a value when its latest occurrence has left', () => {
    const state = feed(
      'distinct',
      [
        [now - 9 * DAY, 'a'],
        [now - 2 * DAY, 'a'],
        [now - 5 * DAY, 'b'],
      ],
      'P10D',
    );
    expect(read('distinct', state, 'P10D')).toBe(2);
    expect(read('distinct', state, 'P10D', now + 6 * DAY)).toBe(1);
    expect(read('distinct', state, 'P10D', now + 8 * DAY)).toBe(0);
    expect(aggregators.distinct.changesAt(state, 'P10D', now)).toBe(now + 5 * DAY);
  });

  it('mostFrequent finds a frequent value among a thousand rare ones', () => {
    const values = Array.from(
      { length: 2000 },
      (_, i) => [now, i % 5 === 0 ? 'often' : `rare ${i}`] as const,
    );
    const state = feed('mostFrequent', values);
    expect(read('mostFrequent', state)).toBe('often');
    expect(Object.keys(state.values ?? {})).toHaveLength(20);
  });

  it('mostFrequent keeps a value that is one in fifteen, even the first one to be replaced', () => {
    const values = Array.from(
      { length: 3000 },
      (_, i) => [now, i > 30 && i % 15 === 0 ? 'zzz' : `rare ${i}`] as const,
    );
    expect(read('mostFrequent', feed('mostFrequent', values))).toBe('zzz');
  });

  it('mostFrequent gives values back in their own type', () => {
    expect(
      read(
        'mostFrequent',
        feed('mostFrequent', [
          [now, 5],
          [now, 5],
          [now, '5'],
        ]),
      ),
    ).toBe(5);
    expect(
      read(
        'mostFrequent',
        feed('mostFrequent', [
          [now, false],
          [now, 'constructor'],
          [now, false],
        ]),
      ),
    ).toBe(false);
  });

  it.each(['first', 'mostFrequent', 'min', 'max', 'count', 'sum'] as const)(
    '%s in a window keeps at most 64 entries',
    (fn) => {
      // Falling numbers are the worst case for max, rising ones for min.
      const direction = fn === 'min' ? 1 : -1;
      const occurrences = Array.from(
        { length: 300 },
        (_, i) => [now - (300 - i) * 60_000, direction * i] as const,
      );
      const state = feed(fn, occurrences, 'P10D');
      expect((state.window ?? state.items ?? []).length).toBeLessThanOrEqual(64);
      const expected = { first: 0, min: 0, max: 0, count: 300, sum: (-299 * 300) / 2 };
      if (fn !== 'mostFrequent')
        expect(Math.abs(Number(read(fn, state, 'P10D')))).toBe(Math.abs(expected[fn]));
    },
  );
});

describe('recency', () => {
  const state = feed('recency', [
    [now - 5 * DAY - 1, true],
    [now - 9 * DAY, true],
  ]);

  it('counts whole days since the latest occurrence', () => {
    expect(read('recency', state)).toBe(5);
    expect(read('recency', state, undefined, now + DAY)).toBe(6);
    expect(read('recency', feed('recency', [[now + 5000, true]]))).toBe(0);
  });

  it('changes only on days that a condition names, when these are known', () => {
    const { changesAt } = aggregators.recency;
    expect(changesAt(state, undefined, now)).toBe(now + DAY - 1);
    expect(changesAt(state, undefined, now, [30])).toBe(now + 25 * DAY - 1);
    expect(changesAt(state, undefined, now + 26 * DAY, [30])).toBeUndefined();
    expect(changesAt(state, 'P7D', now, [30])).toBe(now + 2 * DAY - 1);
  });
});

describe('Two values in the same millisecond', () => {
  it.each([
    ['last', undefined, 'b'],
    ['last', 'P1D', 'b'],
    ['first', undefined, 'a'],
    ['first', 'P1D', 'a'],
  ] as const)('%s (window %s) takes %s in any order of arrival', (fn, within, expected) => {
    const pair = [
      [now - 1000, 'a'],
      [now - 1000, 'b'],
    ] as const;
    expect(read(fn, feed(fn, pair, within), within)).toBe(expected);
    expect(read(fn, feed(fn, pair.toReversed(), within), within)).toBe(expected);
  });
});
