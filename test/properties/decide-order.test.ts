/** Whatever order, repetition and batching deliveries come in, the person ends the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../engine/decide/decide.ts';
import { createProfile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { readTrait } from '../../engine/traits/read-trait.ts';
import { DAY, makeProgram, now, playOneByOne, summarize, touchpoints, traits } from './decide-arbitraries.ts';

const program = await makeProgram();

describe('decide', () => {
  it('ends in the same state for any order and repetition of touchpoints', () => {
    const shuffled = touchpoints.chain((list) =>
      fc.record({
        list: fc.constant(list),
        repeated: fc.shuffledSubarray([...list, ...list, ...list], {
          minLength: list.length * 3,
          maxLength: list.length * 3,
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ list, repeated }) => {
        expect(summarize(playOneByOne(program, repeated))).toEqual(summarize(playOneByOne(program, list)));
      }),
      { numRuns: 150 },
    );
  });

  it('folds a batch into the state that one touchpoint after the other gives', () => {
    fc.assert(
      fc.property(touchpoints, (list) => {
        const inputs = list.map((touchpoint) => ({ kind: 'touchpoint', touchpoint }) as const);
        const batch = decide(createProfile('person', now - 50 * DAY), inputs, program, now);
        expect(summarize(batch.profile)).toEqual(summarize(playOneByOne(program, list)));
        expect(batch.entries).toHaveLength(list.length);
      }),
      { numRuns: 80 },
    );
  });

  it('computes the same as a plain count over all touchpoints', () => {
    fc.assert(
      fc.property(touchpoints, (list) => {
        const profile = playOneByOne(program, list);
        for (const document of traits) {
          const state = profile.computed[document.id];
          const value = state === undefined ? undefined : readTrait(state, document, now);
          expect(value ?? 0, document.id).toEqual(
            computePlainly(list, document.function, document.within) ?? 0,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('counts every touchpoint exactly once in its window of processed ids', () => {
    fc.assert(
      fc.property(touchpoints, (list) => {
        const profile = playOneByOne(program, [...list, ...list]);
        expect(profile.processedEvents).toHaveLength(list.length);
        expect(profile.version).toBe(list.length);
      }),
      { numRuns: 50 },
    );
  });
});

function computePlainly(list: readonly Touchpoint[], fn: string, within: string | undefined): unknown {
  const start = within === undefined ? Number.NEGATIVE_INFINITY : now - 30 * DAY;
  const orders = list
    .filter((one) => one.name === 'Order' && one.occurredAt > start)
    .sort((a, b) => a.occurredAt - b.occurredAt || (describeShop(a) < describeShop(b) ? -1 : 1));
  const totals = orders.map((one) => Number(one.properties['total']));
  const shops = orders.map((one) => one.properties['shop']);
  const last = orders[orders.length - 1];
  switch (fn) {
    case 'count':
      return orders.length;
    case 'sum':
      return totals.reduce((cents, total) => cents + Math.round(total * 100), 0) / 100;
    case 'min':
      return totals.length === 0 ? undefined : Math.min(...totals);
    case 'max':
      return totals.length === 0 ? undefined : Math.max(...totals);
    case 'first':
      return shops[0];
    case 'last':
      return shops[shops.length - 1];
    case 'distinct':
      return new Set(shops).size;
    case 'recency':
      return last === undefined ? undefined : Math.floor((now - last.occurredAt) / DAY);
    default:
      return findMostFrequent(orders);
  }
}

function findMostFrequent(orders: readonly Touchpoint[]): unknown {
  const groups = new Map<string, Touchpoint[]>();
  for (const order of orders)
    groups.set(describeShop(order), [...(groups.get(describeShop(order)) ?? []), order]);
  const ranked = [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return ranked[0]?.[1][0]?.properties['shop'];
}

function describeShop(one: Touchpoint): string {
  const shop = one.properties['shop'];
  return `${typeof shop}:${String(shop)}`;
}
