/**
 * Replays every CDNOW purchase through the local cloud with its clock following event time, once with the default
 * shuffling and repeats and once with faults injected, and holds the outcome against sums taken straight from the file.
 *
 *   npm run replay:cdnow [-- --customers 500] [--plain | --faults]
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { CloudOptions } from '../../local/cloud-options.ts';
import { makeOptOutPolicy, orderCount, orderRevenue } from '../harness/sample-documents.ts';
import {
  type Expectation,
  expectFrom,
  findCdnow,
  type Purchase,
  readPurchases,
  toTouchpointLine,
} from './cdnow.ts';
import { openSession } from './cloud-session.ts';
import { injectFaults, quietFaults } from './faults.ts';
import { type Outcome, readOutcome } from './replay-outcome.ts';

export const replayConfig = `
${orderCount}
---
${orderRevenue}
---
${makeOptOutPolicy()}
---
kind: template
id: third-order
status: live
channel: email
class: promotional
content:
  subject: "Your third order"
  html: "<p>Thank you for order number {{ profile.computed.orders }}.</p>"
---
kind: rule
id: third-order
status: live
trigger: { event: Order Completed }
condition: { profile: { computed: { orders: [3] } } }
actions: [{ send: third-order }]
`;

export interface ReplayFigures {
  readonly title: string;
  readonly expected: Expectation;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly problems: readonly string[];
}

export interface ReplaySettings {
  /** Only the first so many, for a quick look. */
  readonly customers?: number;
  /** Schedules run at most once per this on the clock's way; daily unless given. */
  readonly every?: string;
  readonly cloud?: Partial<CloudOptions>;
}

export async function replayCdnow(
  file: string,
  withFaults: boolean,
  { customers = Infinity, every = 'P1D', cloud }: ReplaySettings = {},
): Promise<ReplayFigures> {
  const purchases: Purchase[] = [];
  for await (const purchase of readPurchases(file))
    if (Number(purchase.customer) <= customers) purchases.push(purchase);
  const expected = await expectFrom(toAsync(purchases));
  // The file is sorted by customer; the replay is by day.
  const byDay = purchases.toSorted(
    (left, right) => left.day.localeCompare(right.day) || left.line - right.line,
  );
  const session = await openSession(replayConfig, { startAt: '1997-01-01T00:00:00Z', ...cloud });
  try {
    if (withFaults) await injectFaults(session, quietFaults);
    const path = join(session.folder, 'cdnow.jsonl');
    const out = createWriteStream(path);
    for (const purchase of byDay) out.write(`${toTouchpointLine(purchase)}\n`);
    out.end();
    await finished(out);
    const start = performance.now();
    await session.percorso('replay', path, '--follow-clock', '--every', every);
    const idle = await session.cloud.idle({ step: true, timeout: 900_000 });
    const seconds = (performance.now() - start) / 1000;
    const outcome = await readOutcome(session);
    const problems = [...idle.busy, ...compare(expected, outcome)];
    return {
      title: withFaults ? 'with faults' : 'shuffled and repeated',
      expected,
      outcome,
      seconds,
      problems,
    };
  } finally {
    await session.close();
  }
}

function compare(expected: Expectation, outcome: Outcome): string[] {
  const problems: string[] = [];
  if (outcome.profiles !== expected.profiles)
    problems.push(`${outcome.profiles} profiles, not ${expected.profiles}`);
  if (outcome.orders !== expected.purchases)
    problems.push(`${outcome.orders} orders, not ${expected.purchases}`);
  if (outcome.revenueCents !== expected.revenueCents) {
    problems.push(`${outcome.revenueCents} cents, not ${expected.revenueCents}`);
  }
  const wanted = new Set([...expected.thirdOrders].map((customer) => `cdnow-${customer}@example.com`));
  const missing = [...wanted].filter((address) => !outcome.emails.has(address));
  const wrong = [...outcome.emails.keys()].filter((address) => !wanted.has(address));
  const twice = [...outcome.emails].filter(([, times]) => times > 1);
  if (missing.length > 0) problems.push(`${missing.length} people got no email, such as ${missing[0]}`);
  if (wrong.length > 0)
    problems.push(`${wrong.length} people got an email they should not, such as ${wrong[0]}`);
  if (twice.length > 0)
    problems.push(`${twice.length} people got it more than once, such as ${twice[0]?.join(' × ')}`);
  if (Object.keys(outcome.deadLetters).length > 0)
    problems.push(`dead letters: ${JSON.stringify(outcome.deadLetters)}`);
  return problems;
}

function print(figures: ReplayFigures): void {
  const { title, expected, outcome, seconds, problems } = figures;
  const emails = [...outcome.emails.values()].reduce((sum, times) => sum + times, 0);
  console.log(`\n${title} (seed ${outcome.seed})`);
  console.log(
    `  purchases ${expected.purchases}, profiles ${outcome.profiles}, emails ${emails} to ${outcome.emails.size} people`,
  );
  console.log(
    `  revenue ${(outcome.revenueCents / 100).toFixed(2)}, expected ${(expected.revenueCents / 100).toFixed(2)}`,
  );
  console.log(`  ${seconds.toFixed(0)} s, ${(expected.purchases / seconds).toFixed(0)} touchpoints/s`);
  console.log(
    problems.length === 0 ? '  as expected' : problems.map((problem) => `  WRONG: ${problem}`).join('\n'),
  );
}

async function* toAsync<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { customers: { type: 'string' }, plain: { type: 'boolean' }, faults: { type: 'boolean' } },
  });
  const file = findCdnow();
  if (file === undefined) {
    console.error(
      'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
    );
  } else {
    const customers = values.customers === undefined ? Infinity : Number(values.customers);
    const runs = values.plain ? [false] : values.faults ? [true] : [false, true];
    for (const withFaults of runs) {
      const figures = await replayCdnow(file, withFaults, { customers });
      print(figures);
      if (figures.problems.length > 0) process.exitCode = 1;
    }
  }
}
