/**
 * `npm run demo`: runs the examples on the local cloud and prints the outcomes; fails when they differ from
 * `examples/expected.json`. `npm start` does the same and keeps running.
 */
import { parseArgs } from 'node:util';
import { compareCounts, compareOutcome, readExpectations } from './demo/expectations.ts';
import { type LocalProcess, startLocalProcess } from './demo/local-process.ts';
import { describeNextSteps, findLink } from './demo/next-steps.ts';
import { readPeople } from './demo/read-people.ts';
import { readRejected } from './demo/read-rejected.ts';
import { readStatistics } from './demo/read-statistics.ts';
import { describeJourneys, describeMeter, describePeople, type MeterReading } from './demo/report.ts';
import { runSamples } from './demo/run-samples.ts';
import { formatStatistics } from './output/format-statistics.ts';

const say = (line: string): void => console.log(line);
const values = readOptions();

/** True to keep running after the samples. */
let isOpen = false;
let stop = async (): Promise<void> => {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Stops the local cloud too, also when only this process receives the signal.
  process.on(signal, () => void (isOpen ? stop() : process.exit(130)));
}

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (process.env['PERCORSO_DEBUG']) console.error(error);
  process.exitCode = 1;
}

async function run(): Promise<boolean> {
  const local = await startLocalProcess([
    `--port=${values.port ?? (values.keep ? 4566 : 0)}`,
    ...(values.seed === undefined ? [] : [`--seed=${values.seed}`]),
    ...values['allow-webhooks'].map((host) => `--allow-webhooks=${host}`),
  ]);
  stop = local.stop;
  say(`local cloud  ${local.endpoint}, seed ${local.seed} (deliveries are shuffled, some repeated)`);
  try {
    const isAsExpected = await play(local);
    if (values.keep) {
      for (const line of describeNextSteps(local.endpoint, await findLink(local))) say(line);
      isOpen = true;
      await local.ended;
      say('The local cloud has stopped and its data is deleted.');
    }
    return isAsExpected;
  } finally {
    await local.stop();
  }
}

async function play(cloud: LocalProcess): Promise<boolean> {
  await runSamples(cloud, say);
  // Before anything is read back: the demo's own reads are not part of the price.
  const meter = (await cloud.control('GET', 'meter')) as MeterReading;
  const expected = await readExpectations(values.expected);
  const people = await readPeople(cloud, Object.keys(expected.people));
  const rejected = await readRejected(cloud);
  const statistics = await readStatistics(cloud);
  for (const line of describePeople(people)) say(line);
  say('');
  for (const { code, problem } of rejected) say(`rejected: ${code}: ${problem.replace(`${code}; `, '')}`);
  say('');
  for (const line of describeJourneys(statistics.all)) say(line);
  say('');
  for (const line of formatStatistics(statistics.messages, statistics.range)) say(line);
  for (const line of describeMeter(meter)) say(line);
  const { refused } = (await cloud.control('GET', 'state')) as { refused: readonly unknown[] };
  const differences = [
    ...compareOutcome(
      expected,
      people,
      rejected.map(({ code }) => code),
    ),
    ...compareCounts(expected, statistics.messages),
    ...refused.map((call) => `the local cloud refused a call: ${JSON.stringify(call)}`),
  ];
  const file = values.expected ?? 'examples/expected.json';
  say('');
  say(differences.length === 0 ? `All outcomes match ${file}.` : `Outcomes differ from ${file}:`);
  for (const difference of differences) say(`  ${difference}`);
  return differences.length === 0;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        keep: { type: 'boolean', default: false },
        port: { type: 'string' },
        seed: { type: 'string' },
        expected: { type: 'string' },
        'allow-webhooks': { type: 'string', multiple: true, default: [] },
      },
    }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(
      'Options: --port NUMBER, --seed NUMBER, --allow-webhooks HOST and --expected FILE, as in `npm start -- --port 4600`.',
    );
    return process.exit(2);
  }
}
