/**
 * `npm run demo`: plays the examples on the local cloud and says what came of them; fails when that is not what
 * `examples/expected.json` says. `npm start` is the same, left running.
 */
import { parseArgs } from 'node:util';
import { compareCounts, compareOutcome, readExpectations } from './demo/expectations.ts';
import { type LocalProcess, startLocalProcess } from './demo/local-process.ts';
import { describeNextSteps } from './demo/next-steps.ts';
import { readPeople } from './demo/read-people.ts';
import { readRejected } from './demo/read-rejected.ts';
import { readStatistics } from './demo/read-statistics.ts';
import { describeJourneys, describeMeter, describePeople, type MeterReading } from './demo/report.ts';
import { runSamples } from './demo/run-samples.ts';
import { formatStatistics } from './output/format-statistics.ts';

const say = (line: string): void => console.log(line);
const values = readOptions();

/** True while it stays open for people, after the samples. */
let isOpen = false;
let stop = async (): Promise<void> => {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // Leaving takes the local cloud along, also when only this process is told to.
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
      for (const line of describeNextSteps(local.endpoint)) say(line);
      isOpen = true;
      await local.ended;
      say('The local cloud has stopped, and its data is gone.');
    }
    return isAsExpected;
  } finally {
    await local.stop();
  }
}

async function play(cloud: LocalProcess): Promise<boolean> {
  await runSamples(cloud, say);
  // Before anything is read back: looking is not part of the price.
  const meter = (await cloud.control('GET', 'meter')) as MeterReading;
  const expected = await readExpectations(values.expected);
  const people = await readPeople(cloud, Object.keys(expected.people));
  const rejected = await readRejected(cloud);
  const statistics = await readStatistics(cloud);
  for (const line of describePeople(people)) say(line);
  say('');
  for (const { code, problem } of rejected) say(`kept aside: ${code}: ${problem.replace(`${code}; `, '')}`);
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
  say(differences.length === 0 ? `Everything came as ${file} says.` : `NOT as ${file} says:`);
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
      'There are --port NUMBER, --seed NUMBER, --allow-webhooks HOST and --expected FILE, as in `npm start -- --port 4600`.',
    );
    return process.exit(2);
  }
}
