/** The first sixty CDNOW customers through a win-back and a welcome: `npm run replay:journeys` in small. */
import { expect, inject, it } from 'vitest';
import { findCdnow } from '../../bench/cdnow.ts';
import { replayJourneys } from '../../bench/replay-journeys.ts';

const file = findCdnow();
if (file === undefined) {
  console.warn(
    'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
  );
}

// Shuffled and repeated as always, with faults on every side; all customers, in all three ways: the script.
it.skipIf(file === undefined)(
  'writes to the same people on the same days as the file says',
  async () => {
    const cloud = { cdkOut: inject('cdkOut'), seed: 20_261_122, onReport: () => undefined };
    const { problems, comparison } = await replayJourneys(file ?? '', 'faults', { customers: 60, cloud });
    console.log(comparison);
    expect(problems).toEqual([]);
    expect(comparison.problems).toEqual([]);
    expect(comparison.customers).toBe(60);
    // The holdout depends on ids that are random in each run: of sixty people it may have none.
    const { exits, capped, letters } = comparison;
    expect(Math.min(exits, capped, letters['win-back'] ?? 0, letters['second'] ?? 0)).toBeGreaterThan(0);
  },
  300_000,
);
