/** `npm run replay:lake` in small: the ready queries over a replay with faults, repeats and late events. */
import { describe, expect, it } from 'vitest';
import { findCdnow, type Purchase, readPurchases } from '../../bench/cdnow.ts';
import { replayLake } from '../../bench/replay-lake.ts';
import { createRandom } from '../../simulation/random.ts';

const file = findCdnow();
if (file === undefined) {
  console.warn(
    'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
  );
}

/** Of a shop that does not exist: a third of the people buy once. */
function inventPurchases(customers: number): readonly Purchase[] {
  const random = createRandom(19, 'purchases');
  const purchases: Purchase[] = [];
  for (let customer = 1; customer <= customers; customer++) {
    let at = Date.parse('1997-01-01') + random.integer(0, 84) * 86_400_000;
    for (let left = random.integer(1, 3) ** 2; left > 0; left--) {
      purchases.push({
        line: purchases.length + 1,
        customer: String(customer),
        day: new Date(at).toISOString().slice(0, 10),
        quantity: 1,
        revenue: random.integer(0, 9_999) / 100,
      });
      at += random.integer(0, 60) * 86_400_000;
    }
  }
  return purchases;
}

async function check(purchases: readonly Purchase[]): Promise<void> {
  const figures = await replayLake(purchases, 7);
  expect(figures.problems).toEqual([]);
  expect(figures.rows).toBeGreaterThan(purchases.length);
  for (const what of ['lateEvents', 'repeatedEvents', 'failedCalls', 'failedFilings'] as const)
    expect(figures[what], what).toBeGreaterThan(0);
  expect(figures.mostFiles).toBeGreaterThan(1);
}

describe('the queries of a lake that was filled under faults', () => {
  it('count what the engine counts, for purchases that are made up', () => check(inventPurchases(100)));

  it.skipIf(file === undefined)('count what the engine counts, for those of CDNOW', async () => {
    const purchases: Purchase[] = [];
    for await (const purchase of readPurchases(file ?? '')) {
      if (Number(purchase.customer) <= 100) purchases.push(purchase);
    }
    await check(purchases);
  });
});
