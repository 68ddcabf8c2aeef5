/**
 * Read units of one minute's sweep while more and more people wait: only those who are due are read.
 *
 *   node test/bench/sweep-reads.ts [--due 100] [--waiting 1000,100000,1000000] [--cdk-out cdk.out]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseWakeShard } from '../../adapters/wake-shard.ts';
import { makeMessageId } from '../../engine/base/message-id.ts';
import type { Cloud } from '../../local/running-cloud.ts';
import { openSession } from './cloud-session.ts';

export interface SweepFigure {
  readonly waiting: number;
  readonly due: number;
  /** Of the sweep alone: 0.5 per 4 KB and query. */
  readonly readUnits: number;
  readonly sweepMilliseconds: number;
}

const startAt = '2026-11-20T12:00:00Z';
const HOUR = 3_600_000;
/** Longer than the whole run: of each schedule only the last tick on the way runs. */
const rarely = 1_000 * HOUR;
/** As the stack sets it; `lib/settings.ts`. */
const wakeShards = 16;
const config = `
kind: policy
id: contact
status: live
`;

/** One cloud, filled further between the sweeps. `due` people have their moment in each swept minute. */
export async function measureSweeps(
  sizes: readonly number[],
  due: number,
  cdkOut = 'cdk.out',
): Promise<readonly SweepFigure[]> {
  const options = { cdkOut: resolve(cdkOut), repeats: 0, startAt, onReport: () => undefined };
  const session = await openSession(config, options);
  const { cloud } = session;
  const figures: SweepFigure[] = [];
  let people = 0;
  try {
    // The first tick ever runs beside the last one on the way: out of the way before anything is counted.
    await cloud.advance(Date.parse(startAt) + 120_000, rarely);
    const far = Date.parse(startAt) + 24 * HOUR;
    for (const [round, waiting] of sizes.entries()) {
      for (; people < waiting; people++) await putPerson(cloud, people, far + people * 86);
      const minute = Date.parse(startAt) + (round + 1) * HOUR;
      for (let i = 0; i < due; i++) await putPerson(cloud, people++, minute - 1_000);
      const before = cloud.meter.snapshot();
      const started = performance.now();
      await cloud.advance(minute, rarely);
      const sweepMilliseconds = performance.now() - started;
      await cloud.idle({ step: true, timeout: 600_000 });
      const { byCaller } = cloud.meter.since(before);
      const [, sweep] = Object.entries(byCaller).find(([caller]) => /sweep/i.test(caller)) ?? [];
      figures.push({
        waiting,
        due,
        readUnits: sweep?.['dynamodb.read-request-units'] ?? 0,
        sweepMilliseconds,
      });
    }
    return figures;
  } finally {
    await session.close();
  }
}

/** As small as a profile can be that the worker takes; straight into the local table, without HTTP. */
async function putPerson(cloud: Cloud, number: number, wakeAt: number): Promise<void> {
  const id = makeMessageId(0, String(number));
  const TableName = cloud.stack.outputs.find(({ key }) => key === 'ProfilesTable')?.value ?? '';
  const count = (value: number) => ({ N: String(value) });
  const Item = {
    pk: { S: id },
    entity: { S: 'Profile' },
    schemaVersion: count(2),
    version: count(1),
    createdAt: count(0),
    lastSeenAt: count(0),
    wakeShard: { S: chooseWakeShard(id, wakeShards) },
    wakeAt: count(wakeAt),
  };
  const call = {
    service: 'dynamodb',
    operation: 'PutItem',
    input: { TableName, Item },
    principal: { kind: 'operator' },
    requestId: 'fill',
  } as const;
  await cloud.services.get('dynamodb')?.handle(call);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      due: { type: 'string', default: '100' },
      waiting: { type: 'string', default: '1000,100000,1000000' },
      'cdk-out': { type: 'string', default: 'cdk.out' },
    },
  });
  const sizes = values.waiting.split(',').map(Number);
  for (const figure of await measureSweeps(sizes, Number(values.due), values['cdk-out'])) {
    const { waiting, due, readUnits, sweepMilliseconds } = figure;
    console.log(
      `${waiting.toLocaleString('en-US')} waiting, ${due} due: ${readUnits} read units, ${sweepMilliseconds.toFixed(0)} ms`,
    );
  }
}
