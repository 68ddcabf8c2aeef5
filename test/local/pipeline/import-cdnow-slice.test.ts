/** The first sixty customers of the CDNOW purchases, imported as two overlapping CSV files: `npm run import:cdnow` in small. */
import { expect, inject, it } from 'vitest';
import { findCdnow } from '../../bench/cdnow.ts';
import { importCdnow } from '../../bench/import-cdnow.ts';

const file = findCdnow();
if (file === undefined) {
  console.warn(
    'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
  );
}

it.skipIf(file === undefined)(
  'counts each order of two files once, to the cent, and sends nothing',
  async () => {
    const cloud = { cdkOut: inject('cdkOut'), seed: 20_261_122, onReport: () => undefined };
    const { problems, expected, outcome, rows } = await importCdnow(file ?? '', { customers: 60, cloud });
    console.log(`${rows} rows, ${expected.purchases} purchases of ${expected.profiles} people`);
    expect(problems).toEqual([]);
    expect(rows).toBeGreaterThan(expected.purchases);
    expect(outcome).toMatchObject({ profiles: 60, orders: expected.purchases });
  },
);
