/**
 * Runs the CDNOW customers through a win-back and a welcome journey on the local cloud. Its clock follows event time
 * and ninety days more. Compares who got which email on which day with an independent computation over the file: in
 * file order, shuffled and repeated, and with faults injected.
 *
 *   npm run replay:journeys [-- --customers 500] [--runs plain,shuffled,faults] [--cdk-out cdk.out]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CloudOptions } from '../../local/cloud-options.ts';
import { dayMs, nameDay, timeOrder } from '../oracles/cdnow-journeys.ts';
import { type Comparison, compareOutcomes } from '../oracles/compare-outcomes.ts';
import { findCdnow, type Purchase, readPurchases } from './cdnow.ts';
import { type CloudSession, openSession, type Touch } from './cloud-session.ts';
import { injectFaults, quietFaults } from './faults.ts';
import { journeysConfig } from './journeys-config.ts';
import { createTraceReader, readOutcomes, type TraceReader } from './read-outcomes.ts';

export type RunKind = 'plain' | 'shuffled' | 'faults';

export interface JourneyReplay {
  readonly kind: RunKind;
  readonly seed: number;
  readonly purchases: number;
  readonly comparison: Comparison;
  readonly seconds: number;
  /** What is wrong besides the people and the days. */
  readonly problems: readonly string[];
}

export interface ReplaySettings {
  /** Only the first so many, for a quick look. */
  readonly customers?: number;
  readonly cloud?: Partial<CloudOptions>;
}

/** Days that the waits of the config last. */
const [quietWait, secondWaits] = [90, [20, 35]];
/** The timeline forgets after 400 days: it is read before. */
const traceDays = 200;
/** The second letters go out at six. */
const evening = 18 * 3_600_000 + 30_000;
/** Longer than a day: schedules run only at their last tick on the way, just before anything is due. */
const rarely = 2 * dayMs;

export async function replayJourneys(
  file: string,
  kind: RunKind,
  { customers = Number.POSITIVE_INFINITY, cloud }: ReplaySettings = {},
): Promise<JourneyReplay> {
  const purchases: Purchase[] = [];
  for await (const purchase of readPurchases(file))
    if (Number(purchase.customer) <= customers) purchases.push(purchase);
  const calm = kind === 'plain' ? { repeats: 0, shuffleWindow: 1 } : {};
  const start = { startAt: '1997-01-01T00:00:00Z', feedback: false };
  const session = await openSession(journeysConfig, { ...start, ...calm, ...cloud });
  try {
    if (kind === 'faults') await injectFaults(session, quietFaults);
    const from = performance.now();
    const traces = createTraceReader(session);
    await followDays(session, purchases, traces);
    const seconds = (performance.now() - from) / 1000;
    const { runs, stillInside } = await readOutcomes(session, traces);
    const { deadLetters, busy } = await session.cloud.idle();
    const problems = [...busy];
    if (Object.keys(deadLetters).length > 0) problems.push(`dead letters: ${JSON.stringify(deadLetters)}`);
    if (stillInside > 0) problems.push(`${stillInside} people are still inside`);
    const comparison = compareOutcomes(purchases, runs);
    return { kind, seed: session.cloud.seed, purchases: purchases.length, comparison, seconds, problems };
  } finally {
    await session.close();
  }
}

/**
 * Noon of every day with orders or on which a wait may end, and the evening of those on which a second letter may go
 * out. No wait can end on the days between.
 */
async function followDays(
  session: CloudSession,
  purchases: readonly Purchase[],
  traces: TraceReader,
): Promise<void> {
  const byDay = new Map<number, Touch[]>();
  for (const purchase of purchases) {
    const midnight = Date.parse(purchase.day);
    byDay.set(midnight, [...(byDay.get(midnight) ?? []), toTouch(purchase)]);
  }
  const first = new Map(purchases.toReversed().map(({ customer, day }) => [customer, Date.parse(day)]));
  const evenings = new Set(addDays(first.values(), secondWaits));
  const noons = new Set([...addDays(byDay.keys(), [0, quietWait]), ...evenings]);
  let readAt = Math.min(...noons);
  for (const midnight of [...noons].sort((left, right) => left - right)) {
    await moveTo(session, timeOrder(nameDay(midnight)));
    await session.put(byDay.get(midnight) ?? []);
    await settle(session);
    if (evenings.has(midnight)) {
      await moveTo(session, midnight + evening);
      await settle(session);
    }
    if (midnight < readAt + traceDays * dayMs) continue;
    readAt = midnight;
    await traces.read();
  }
  await traces.read();
}

function addDays(midnights: Iterable<number>, days: readonly number[]): readonly number[] {
  return [...midnights].flatMap((midnight) => days.map((count) => midnight + count * dayMs));
}

/** Faults and waits between tries may have brought the clock there already. */
async function moveTo({ cloud }: CloudSession, at: number): Promise<void> {
  if (at > cloud.clock.now()) await cloud.advance(at, rarely);
}

async function settle({ cloud }: CloudSession): Promise<void> {
  const { isIdle, busy } = await cloud.idle({ step: true, timeout: 300_000 });
  if (!isIdle) throw new Error(`The cloud does not become quiet: ${busy.join('; ')}`);
}

function toTouch({ line, customer, day, quantity, revenue }: Purchase): Touch {
  return {
    source: 'cdnow.shop',
    detailType: 'Order Completed',
    detail: {
      messageId: `cdnow-${line}`,
      userId: `cdnow-${customer}`,
      traits: { email: `cdnow-${customer}@example.com` },
      timestamp: new Date(timeOrder(day)).toISOString(),
      properties: { quantity, revenue, currency: 'USD' },
    },
  };
}

function print({ kind, seed, purchases, comparison, seconds, problems }: JourneyReplay): void {
  const { letters, heldOut, capped, exits, heldOutShare, warmShare, customers } = comparison;
  const wrong = [...problems, ...comparison.problems];
  console.log(`\n${kind} (seed ${seed}): ${purchases} orders of ${customers} people`);
  console.log(`  emails ${JSON.stringify(letters)}`);
  console.log(`  win-backs: ${exits} ended by an order, ${heldOut} held out, ${capped} capped`);
  console.log(`  held out ${heldOutShare.toFixed(2)} % of people, warm ${warmShare.toFixed(2)} %`);
  console.log(`  ${seconds.toFixed(0)} s, ${(purchases / seconds).toFixed(0)} orders/s`);
  for (const problem of wrong.slice(0, 20)) console.log(`  WRONG: ${problem}`);
  console.log(wrong.length === 0 ? '  the same people on the same days' : `  ${wrong.length} differences`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      customers: { type: 'string', default: 'Infinity' },
      runs: { type: 'string', default: 'plain,shuffled,faults' },
      'cdk-out': { type: 'string', default: 'cdk.out' },
    },
  });
  const file = findCdnow();
  if (file === undefined) {
    console.error(
      'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
    );
  } else {
    const cloud = { cdkOut: resolve(values['cdk-out']), onReport: () => undefined };
    const settings = { customers: Number(values.customers), cloud };
    for (const kind of values.runs.split(',') as RunKind[]) {
      const replay = await replayJourneys(file, kind, settings);
      print(replay);
      if (replay.problems.length + replay.comparison.problems.length > 0) process.exitCode = 1;
    }
  }
}
