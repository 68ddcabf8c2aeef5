/** The first sixty customers of the CDNOW purchases, replayed with the clock following: `npm run replay:cdnow` in small. */
import { expect, inject, it } from 'vitest';
import { findCdnow } from '../../bench/cdnow.ts';
import { replayCdnow } from '../../bench/replay-cdnow.ts';

const file = findCdnow();
if (file === undefined) {
  console.warn(
    'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
  );
}

// Shuffled and repeated as always, and with faults on every side; the whole file, both ways: `npm run replay:cdnow`.
it.skipIf(file === undefined)('gives every third order one email and sums to the cent', async () => {
  const cloud = { cdkOut: inject('cdkOut'), seed: 20_261_122, onReport: () => undefined };
  // Nothing here waits for a schedule: monthly is often enough.
  const settings = { customers: 60, every: 'P30D', cloud };
  const { problems, expected, outcome } = await replayCdnow(file ?? '', true, settings);
  console.log(`${expected.purchases} purchases of ${expected.profiles} people, seed ${outcome.seed}`);
  expect(problems).toEqual([]);
  expect(outcome).toMatchObject({
    profiles: 60,
    orders: expected.purchases,
    revenueCents: expected.revenueCents,
  });
  expect(outcome.emails.size).toBe(expected.thirdOrders.size);
  expect(expected.thirdOrders.size).toBeGreaterThan(5);
});
