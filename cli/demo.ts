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
import { describeMeter, describePeople, type MeterReading } from './demo/report.ts';
import { runSamples } from './demo/run-samples.ts';
import { formatStatistics } from './output/format-statistics.ts';

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    port: { type: 'string' },
    seed: { type: 'string' },
    expected: { type: 'string' },
  },
});
const say = (line: string): void => console.log(line);

const local = await startLocalProcess(Number(values.port ?? (values.keep ? 4566 : 0)), values.seed);
say(`local cloud  ${local.endpoint}, seed ${local.seed} (deliveries are shuffled, some repeated)`);
let isAsExpected = false;
try {
  isAsExpected = await play(local);
  if (values.keep) {
    for (const line of describeNextSteps(local.endpoint)) say(line);
    process.once('SIGINT', () => void local.stop());
    await local.ended;
  }
} finally {
  await local.stop();
}
if (!isAsExpected) process.exitCode = 1;

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
