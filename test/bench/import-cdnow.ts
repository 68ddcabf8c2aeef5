/**
 * Imports the CDNOW purchases through the local cloud as two CSV files that overlap by a fifth, in the form of an Italian
 * spreadsheet, and compares counts and sums with the data. A rule listens to the event, and must send nothing.
 *
 *   npm run import:cdnow [-- --customers 500]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import iconv from 'iconv-lite';
import type { CloudOptions } from '../../local/cloud-options.ts';
import { type Expectation, expectFrom, findCdnow, type Purchase, readPurchases } from './cdnow.ts';
import { openSession } from './cloud-session.ts';
import { replayConfig } from './replay-cdnow.ts';
import { type Outcome, readOutcome } from './replay-outcome.ts';

const mapping = `
source: cdnow.shop
event: Order Completed
id: [Ordine]
format: { decimal: ",", dates: DMY, timezone: America/New_York }
columns:
  Cliente: userId
  E-Mail: traits.email
  Data: timestamp
  Quantit\u00e0: { to: properties.quantity, type: number }
  Totale: { to: properties.revenue, type: number }
  Consenso: { to: consent.email, yes: ["s\u00ec"] }
`;

export interface ImportFigures {
  readonly expected: Expectation;
  readonly outcome: Outcome;
  /** Rows of both files. */
  readonly rows: number;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export interface ImportSettings {
  /** Only the first so many, for a quick look. */
  readonly customers?: number;
  readonly cloud?: Partial<CloudOptions>;
}

export async function importCdnow(
  file: string,
  { customers = Infinity, cloud }: ImportSettings = {},
): Promise<ImportFigures> {
  const purchases: Purchase[] = [];
  for await (const purchase of readPurchases(file))
    if (Number(purchase.customer) <= customers) purchases.push(purchase);
  const expected = await expectFrom(toAsync(purchases));
  // A day after the last purchase: those of the last day would trigger the rule if they were not imported.
  const session = await openSession(replayConfig, { startAt: '1998-07-01T03:00:00Z', ...cloud });
  try {
    await writeFile(join(session.folder, 'map.yaml'), mapping);
    const [start, end] = [purchases.length * 0.4, purchases.length * 0.6].map(Math.floor);
    const halves = [purchases.slice(0, end), purchases.slice(start)];
    const begin = performance.now();
    for (const [index, half] of halves.entries()) {
      const path = join(session.folder, `half-${index}.csv`);
      await writeFile(path, toCsv(half));
      await session.percorso('import', path, '--map', join(session.folder, 'map.yaml'));
    }
    const idle = await session.cloud.idle({ step: true, timeout: 900_000 });
    const seconds = (performance.now() - begin) / 1000;
    const outcome = await readOutcome(session);
    const rows = halves.flat().length;
    return { expected, outcome, rows, seconds, problems: [...idle.busy, ...compare(expected, outcome)] };
  } finally {
    await session.close();
  }
}

function toCsv(purchases: readonly Purchase[]): Buffer {
  const rows = purchases.map(({ line, customer, day, quantity, revenue }) => {
    const [year, month, date] = day.split('-');
    const id = `cdnow-${customer}`;
    const total = revenue.toFixed(2).replace('.', ',');
    return `${line};${id};${id}@example.com;${date}/${month}/${year} 12:00;${quantity};${total};s\u00ec\r\n`;
  });
  return iconv.encode(
    `Ordine;Cliente;E-Mail;Data;Quantit\u00e0;Totale;Consenso\r\n${rows.join('')}`,
    'windows-1252',
  );
}

function compare(expected: Expectation, { profiles, orders, revenueCents, emails, deadLetters }: Outcome) {
  const wanted = [expected.profiles, expected.purchases, expected.revenueCents, 0, '{}'];
  const found = [profiles, orders, revenueCents, emails.size, JSON.stringify(deadLetters)];
  const names = ['profiles', 'orders', 'cents', 'people with an email', 'dead letters'];
  return names.flatMap((name, index) =>
    found[index] === wanted[index] ? [] : [`${found[index]} ${name}, not ${wanted[index]}`],
  );
}

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { customers: { type: 'string' } } });
  const file = findCdnow();
  if (file === undefined) {
    console.error(
      'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
    );
  } else {
    const customers = values.customers === undefined ? Infinity : Number(values.customers);
    const { expected, outcome, rows, seconds, problems } = await importCdnow(file, { customers });
    console.log(
      `${rows} rows, ${outcome.orders} orders of ${outcome.profiles} people, ` +
        `revenue ${(outcome.revenueCents / 100).toFixed(2)} (expected ${(expected.revenueCents / 100).toFixed(2)}), ` +
        `${outcome.emails.size} emails, ${seconds.toFixed(0)} s`,
    );
    for (const problem of problems) console.log(`  WRONG: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  }
}
