/** `npm run bench`: the budgets, with what was measured beside them. */
import { cpus } from 'node:os';
import { pricesDate, pricesRegion } from '../../local/price-table.ts';
import { importRounds, measureBundles, measureImport } from './bundles.ts';
import { measureDecide } from './decide.ts';
import { measureWaiting } from './journey-units.ts';
import { measureProfile } from './profile-size.ts';
import { measureUnits } from './units.ts';

interface Row {
  readonly what: string;
  readonly budget: string;
  readonly measured: string;
  readonly isHeld: boolean;
}

const now = Date.now();
const rows: Row[] = [];
const notes: string[] = [];

await addDecide();
addProfile();
await addBundles();
await addUnits();
await addWaiting();
print();

async function addDecide(): Promise<void> {
  const { ours, peer, parseOnly, eventBytes } = await measureDecide(now);
  const at = (rules: number): number => ours.find((figure) => figure.rules === rules)?.eventsPerSecond ?? 0;
  const growth = at(10) / at(10_000);
  rows.push({
    what: `decide, 1,000 rules, ${eventBytes}-byte event, parse included`,
    budget: '≥ 100,000/s',
    measured: `${count(at(1000))}/s`,
    isHeld: at(1000) >= 100_000,
  });
  rows.push({
    what: 'decide, 10 → 10,000 rules',
    budget: '≤ 1.30×',
    measured: `${growth.toFixed(2)}×`,
    isHeld: growth <= 1.3,
  });
  notes.push(
    `decide, events/s: ${ours.map(({ rules, eventsPerSecond }) => `${count(rules)} rules ${count(eventsPerSecond)}`).join(' · ')}`,
    `  beside it: JSON.parse alone ${count(parseOnly)} · json-rules-engine, 1,000 rules ${count(peer.eventsPerSecond)} (${count(at(1000) / peer.eventsPerSecond)} times slower)`,
  );
}

function addProfile(): void {
  const bytes = measureProfile(24, now, true);
  rows.push({
    what: 'profile item: 10 traits, 3 journeys, 5 computed, 3 segments, 24 touchpoints',
    budget: '≤ 1,024 B',
    measured: `${count(bytes)} B`,
    isHeld: bytes <= 1024,
  });
  notes.push(
    `profile item: in no journey, after 1 touchpoint ${measureProfile(1, now)} B · after 24 ${measureProfile(24, now)} B · after 200 ${measureProfile(200, now)} B; in three, after 200 ${measureProfile(200, now, true)} B`,
  );
}

async function addBundles(): Promise<void> {
  const bundles = measureBundles();
  const hot = bundles.filter(({ name }) => ['advance-profile', 'sweep-timers'].includes(name));
  for (const { name, kilobytes } of hot) {
    rows.push({
      what: `bundle of ${name}`,
      budget: '≤ 350 KB',
      measured: `${kilobytes.toFixed(0)} KB`,
      isHeld: kilobytes <= 350,
    });
  }
  notes.push(
    `bundles: ${bundles.map(({ name, kilobytes }) => `${name} ${kilobytes.toFixed(0)} KB`).join(' · ')}`,
  );
  const { ours, bare, floor } = await measureImport('advance-profile', [
    '@aws-sdk/client-dynamodb:DynamoDBClient,GetItemCommand,PutItemCommand,UpdateItemCommand,BatchWriteItemCommand,BatchGetItemCommand,QueryCommand',
    '@aws-sdk/client-sqs:SQSClient,SendMessageBatchCommand,ChangeMessageVisibilityBatchCommand',
  ]);
  const ratio = ours.cpu / bare.cpu;
  rows.push({
    what: 'import of advance-profile, beside a bare handler with its clients',
    budget: '≤ 1.30×',
    measured: `${ratio.toFixed(2)}×`,
    isHeld: ratio <= 1.3,
  });
  notes.push(
    `import, CPU time of the main thread: ${ours.cpu.toFixed(1)} ms, bare ${bare.cpu.toFixed(1)} ms, bare with our whole bundling ${floor.cpu.toFixed(1)} ms (ratio ${(ours.cpu / floor.cpu).toFixed(2)}); medians of ${importRounds}, in turn`,
    `import, elapsed: ${ours.elapsed.toFixed(1)} ms, ${bare.elapsed.toFixed(1)} ms and ${floor.elapsed.toFixed(1)} ms`,
  );
}

async function addUnits(): Promise<void> {
  for (const { title, dollarsPerMillion, budget, dollarsByUnit } of await measureUnits(500, 4)) {
    rows.push({
      what: `a million times: ${title}`,
      budget: `≤ $${budget.toFixed(2)}`,
      measured: `$${dollarsPerMillion.toFixed(2)}`,
      isHeld: dollarsPerMillion <= budget,
    });
    const parts = Object.entries(dollarsByUnit).map(([unit, dollars]) => `${unit} $${dollars.toFixed(3)}`);
    notes.push(`per million, ${title}: ${parts.join(' · ')}`);
  }
  notes.push(`prices: ${pricesDate}, ${pricesRegion}; local/price-table.ts names the page of each`);
}

/** No budget is set for these: they are for comparing one day with another. */
async function addWaiting(): Promise<void> {
  const { figures, endedPerSecond } = await measureWaiting(300);
  for (const { title, dollarsPerMillion, units } of figures) {
    const parts = Object.entries(units)
      .filter(([unit]) => !unit.startsWith('lambda.'))
      .map(([unit, number]) => `${unit} ${number.toFixed(2)}`);
    notes.push(`$${dollarsPerMillion.toFixed(2)} per million, ${title}: ${parts.join(' · ')}`);
  }
  notes.push(`waits of one minute ended through the local cloud: ${count(endedPerSecond)}/s`);
}

function print(): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}\n`);
  console.log(`${'what'.padEnd(width)}  ${'budget'.padStart(12)}  ${'measured'.padStart(12)}`);
  for (const { what, budget, measured, isHeld } of rows) {
    console.log(
      `${what.padEnd(width)}  ${budget.padStart(12)}  ${measured.padStart(12)}  ${isHeld ? 'held' : 'MISSED'}`,
    );
  }
  console.log(`\n${notes.join('\n')}`);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
