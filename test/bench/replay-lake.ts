/**
 * Runs every CDNOW purchase through the engine with faults, repeats and late events, files the rows of the lake, and holds
 * the ready queries against the engine's own counts and against sums taken straight from the file.
 *
 *   npm run replay:lake [-- --customers 500 --seed 1]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type FilledLake, fillLake } from '../harness/fill-lake.ts';
import { type LakeDatabase, openLakeDatabase } from '../harness/lake-database.ts';
import { listFolder } from '../harness/lake-folder.ts';
import { findCdnow, type Purchase, readPurchases } from './cdnow.ts';
import { expectCohorts, expectFunnel, sumMonths } from './lake-expectations.ts';
import { replayConfig } from './replay-cdnow.ts';

export interface LakeFigures extends Omit<FilledLake, 'stack'> {
  readonly purchases: number;
  readonly people: number;
  readonly files: number;
  /** Of one table and day. */
  readonly mostFiles: number;
  readonly seconds: number;
  readonly querySeconds: number;
  /** Empty when all counts are equal. */
  readonly problems: readonly string[];
}

const event = 'Order Completed';
const span = { first_day: '1997-01-01', last_day: '1999-12-31' };
const windowDays = 90;

export async function replayLake(purchases: readonly Purchase[], seed: number): Promise<LakeFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'percorso-lake-'));
  try {
    const begun = performance.now();
    const { stack, ...filled } = await fillLake(folder, purchases, replayConfig, seed);
    const asked = performance.now();
    const keys = await listFolder(folder);
    const database = await openLakeDatabase(folder, keys);
    const problems: string[] = [];
    const hold = (what: string, found: unknown, expected: unknown) => {
      if (isDeepStrictEqual(found, expected)) return;
      const [shown, wanted] = [found, expected].map((value) => JSON.stringify(value).slice(0, 300));
      problems.push(`${what}: ${shown}, not ${wanted}`);
    };
    const people = await compareWithEngine(database, stack, hold);
    await compareWithFile(database, purchases, hold);
    hold(
      'files left to file',
      keys.filter((key) => !/^(?:touch|decis|outco|people)/.test(key)),
      [],
    );
    database.close();
    const perDay = Object.values(Object.groupBy(keys, (key) => key.slice(0, key.lastIndexOf('/'))));
    const mostFiles = perDay.reduce((most, files = []) => Math.max(most, files.length), 0);
    const seconds = (asked - begun) / 1_000;
    const querySeconds = (performance.now() - asked) / 1_000;
    const counts = { purchases: purchases.length, people, files: keys.length, mostFiles };
    return { ...filled, ...counts, seconds, querySeconds, problems };
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Hold = (what: string, found: unknown, expected: unknown) => void;

/** People, orders and revenue of the profiles; messages of the decisions; outcomes of the statistics. */
async function compareWithEngine(
  database: LakeDatabase,
  { ports }: FilledLake['stack'],
  hold: Hold,
): Promise<number> {
  let [people, orders, cents] = [0, 0, 0];
  for (const id of ports.profiles.listIds()) {
    const profile = await ports.profiles.load(id, { consistent: true });
    people += 1;
    orders += profile?.computed['orders']?.count ?? 0;
    cents += Math.round((profile?.computed['revenue']?.sum ?? 0) * 100);
  }
  const [row] = await database.query(
    `SELECT count(DISTINCT person_id) AS people, count(*) AS orders,
       sum(CAST(round(CAST(json_extract_string(properties, '$.revenue') AS DOUBLE) * 100) AS INTEGER))::BIGINT AS cents
     FROM touchpoints_once WHERE name = '${event}'`,
  );
  hold('people, orders and cents of the profiles', row, { people, orders, cents });

  const entries = ports.timeline.listAllEntries();
  const sent = new Set(
    entries.flatMap(({ traces }) =>
      traces.flatMap(({ reason, effectId }) => (reason === 'sent_to_channel' ? [effectId] : [])),
    ),
  );
  const [decided] = await database.query(
    "SELECT count(*) AS messages, count(DISTINCT message_id) AS distinct_messages FROM decisions_once WHERE reason = 'sent_to_channel'",
  );
  hold('decided messages', decided, { messages: sent.size, distinct_messages: sent.size });

  const counted = ports.statistics.sumAll()['rule:third-order'] ?? {};
  const [results, ...others] = await database.run('channels', span);
  hold('results of other channels', others, []);
  const names = ['delivered', 'opened', 'clicked', 'bounced', 'complained'] as const;
  hold(
    'results of the channel',
    { sent: results?.['sent'], ...Object.fromEntries(names.map((name) => [name, results?.[name]])) },
    {
      sent: sent.size,
      ...Object.fromEntries(names.map((name) => [name, counted[`email.${name}`] ?? 0])),
    },
  );
  return people;
}

/** Purchases by their own day, revenue by month, cohorts and funnel. */
async function compareWithFile(
  database: LakeDatabase,
  purchases: readonly Purchase[],
  hold: Hold,
): Promise<void> {
  const days = await database.query(
    `SELECT day, count(*) AS orders FROM touchpoints_once WHERE name = '${event}' GROUP BY day ORDER BY day`,
  );
  const byDay = Map.groupBy(purchases, ({ day }) => day);
  hold(
    'orders by day',
    days,
    [...byDay].map(([day, { length }]) => ({ day, orders: length })).sort((a, b) => (a.day < b.day ? -1 : 1)),
  );
  const months = await database.query(
    `SELECT substr(day, 1, 7) AS month,
       sum(CAST(round(CAST(json_extract_string(properties, '$.revenue') AS DOUBLE) * 100) AS INTEGER))::BIGINT AS cents
     FROM touchpoints_once WHERE name = '${event}' GROUP BY 1 ORDER BY 1`,
  );
  hold('revenue by month', months, sumMonths(purchases));
  const cohorts = await database.run('cohorts', { ...span, event });
  hold(
    'cohorts',
    cohorts.map(({ cohort, week, people }) => [String(cohort).slice(0, 10), week, people]),
    expectCohorts(purchases),
  );
  const steps = { step_1: event, step_2: event, step_3: event, within_days: String(windowDays) };
  const funnel = await database.run('funnel', { ...span, ...steps });
  hold(
    'funnel',
    funnel.map(({ people }) => people),
    expectFunnel(purchases, windowDays),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { customers: { type: 'string' }, seed: { type: 'string', default: '1' } },
  });
  const file = findCdnow();
  if (file === undefined) {
    console.error(
      'SKIPPED: the CDNOW data is not here. Set PERCORSO_CDNOW to CDNOW_master.txt (Hardie and Fader).',
    );
  } else {
    const most = Number(values.customers ?? Number.POSITIVE_INFINITY);
    const purchases: Purchase[] = [];
    for await (const purchase of readPurchases(file))
      if (Number(purchase.customer) <= most) purchases.push(purchase);
    const { problems, ...figures } = await replayLake(purchases, Number(values.seed));
    for (const [name, value] of Object.entries(figures))
      console.log(`${name.padEnd(16)}${Number(value.toFixed(1)).toLocaleString('en-US')}`);
    console.log(
      problems.length === 0 ? 'all counts are equal' : problems.map((each) => `WRONG: ${each}`).join('\n'),
    );
    if (problems.length > 0) process.exitCode = 1;
  }
}
