/** All 23,570 CDNOW customers through both journeys, on the engine alone: the same people on the same days as the oracle. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { findCdnow, type Purchase, readPurchases } from '../bench/cdnow.ts';
import { journeysConfig } from '../bench/journeys-config.ts';
import { makeProgram } from '../harness/make-program.ts';
import { expectOne, timeOrder } from './cdnow-journeys.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import { type Delivery, type EngineOutcome, runEngine } from './run-engine.ts';

const file = findCdnow();
if (file === undefined) {
  console.warn(
    'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
  );
}

const purchases: Purchase[] = [];
let program: Program;

beforeAll(async () => {
  program = compileProgram(await makeProgram(journeysConfig));
  if (file !== undefined) for await (const purchase of readPurchases(file)) purchases.push(purchase);
});

describe('the oracle itself', () => {
  const at = (day: string): number => timeOrder(day);

  it('writes to a person who never returns: a welcome, a second letter, and a win-back only where 60 days lie between', () => {
    expect(expectOne([at('1997-01-01')], false, false)).toMatchObject({
      letters: ['welcome-plain 1997-01-01', 'second 1997-01-21', 'win-back 1997-04-01'],
      capped: [],
    });
    expect(expectOne([at('1997-01-01')], true, false)).toMatchObject({
      letters: ['welcome-warm 1997-01-01', 'second 1997-02-05'],
      capped: ['1997-04-01'],
    });
  });

  it('lets an order on the 89th day end the wait, and one on the 90th come too late', () => {
    const early = expectOne([at('1997-01-01'), at('1997-03-31')], false, false);
    expect(early).toMatchObject({ exits: 1 });
    expect(early.letters.at(-1)).toBe('win-back 1997-06-29');
    const late = expectOne([at('1997-01-01'), at('1997-04-01')], false, false);
    expect(late.letters.slice(2)).toEqual(['win-back 1997-04-01', 'win-back 1997-06-30']);
  });
});

describe.skipIf(file === undefined)('all customers, on the engine', () => {
  it('get the same letters on the same days, in order and once', () => {
    const runs = runAllOnEngine((orders) => orders);
    const comparison = compareOutcomes(purchases, runs);
    console.log(comparison);
    expect(comparison.problems.slice(0, 5)).toEqual([]);
    expect(comparison.customers).toBe(23_570);
    // Four standard deviations of a fair draw.
    expect(Math.abs(comparison.heldOutShare - 10)).toBeLessThan(0.8);
    expect(Math.abs(comparison.warmShare - 50)).toBeLessThan(1.4);
    // Each rule of the two journeys has decided something.
    expect(Math.min(comparison.heldOut, comparison.capped, comparison.exits)).toBeGreaterThan(500);
    const remaining = [...runs.values()].filter(({ profile }) => profile.journeys.length > 0);
    expect(remaining).toEqual([]);
    expect(sumCounts(runs)).toMatchObject({
      'journey:win-back enter done': purchases.length,
      'journey:win-back leave exited': comparison.exits,
      'journey:welcome enter done': comparison.customers,
      'journey:win-back leave holdout': comparison.heldOut,
      'journey:win-back send frequency_capped': comparison.capped,
    });
  });

  it('get the same when orders come hours late, in any order and more than once', () => {
    const random = createRandom(19_970_101);
    const runs = runAllOnEngine((orders) => {
      const late = orders.flatMap((order) => {
        // On the same day still: a welcome goes out when the order comes in.
        const once = { ...order, at: order.at + Math.floor(random() * 11 * 3_600_000) };
        const again = { ...order, at: order.at + Math.floor(random() * 23 * 3_600_000) };
        return random() < 0.3 ? [once, { ...again, at: Math.max(again.at, once.at) }] : [once];
      });
      return late.toSorted((left, right) => left.at - right.at);
    });
    const { problems, customers } = compareOutcomes(purchases, runs);
    expect(problems.slice(0, 5)).toEqual([]);
    expect(customers).toBe(23_570);
  });
});

function runAllOnEngine(
  deliver: (orders: readonly Delivery[]) => readonly Delivery[],
): ReadonlyMap<string, EngineOutcome> {
  const byCustomer = new Map<string, Delivery[]>();
  for (const purchase of purchases) {
    const own = byCustomer.get(purchase.customer) ?? [];
    own.push({ purchase, at: timeOrder(purchase.day) });
    byCustomer.set(purchase.customer, own);
  }
  return new Map(
    [...byCustomer].map(([customer, orders]) => [customer, runEngine(customer, deliver(orders), program)]),
  );
}

function sumCounts(runs: ReadonlyMap<string, EngineOutcome>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { counts } of runs.values()) {
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

/** Mulberry32: the same numbers in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
