/** Delivered rows are filed by table and day, also when runs fail or overlap. */
import { expect, it } from 'vitest';
import { createMemoryLakeFiles } from '../../../adapters/memory/lake-files.ts';
import { partitionRows } from '../../../app/lake/partition-rows.ts';
import type { LakeFiles } from '../../../app/ports/lake.ts';
import { silentTelemetry, type Telemetry } from '../../../app/runtime/telemetry.ts';
import { createFaultInjector, type FaultKind, faultKinds } from '../../harness/faults.ts';

const row = (table: string, day: string, id: string) => `{"table":"${table}","day":"${day}","id":"${id}"}`;
const delivered: Readonly<Record<string, readonly string[]>> = {
  'incoming/2026/11/24/10/a.json.gz': [
    row('touchpoints', '2026-11-24', '1'),
    row('touchpoints', '2026-11-19', '2'),
    row('decisions', '2026-11-24', '3'),
  ],
  'incoming/2026/11/24/10/b.json.gz': [
    row('touchpoints', '2026-11-24', '4'),
    row('people', '2026-11-24', '5'),
  ],
};

function prepare() {
  const lake = createMemoryLakeFiles();
  for (const [key, lines] of Object.entries(delivered)) lake.files.set(key, `${lines.join('\n')}\n`);
  return lake;
}

const run = (files: LakeFiles, telemetry: Telemetry = silentTelemetry, remaining = 600_000) =>
  partitionRows({ files, telemetry, remainingMilliseconds: () => remaining });

/** Ids by folder, repeats once. */
function listIds(files: ReadonlyMap<string, string>): Readonly<Record<string, readonly string[]>> {
  const folders = Map.groupBy(files, ([key]) => key.slice(0, key.lastIndexOf('/')));
  const ids = (texts: readonly string[]) => [...new Set(texts.join('').match(/(?<="id":")\d/g) ?? [])].sort();
  return Object.fromEntries(
    [...folders].map(([folder, members]) => [folder, ids(members.map(([, text]) => text))]),
  );
}

const filed = {
  'touchpoints/day=2026-11-24': ['1', '4'],
  'touchpoints/day=2026-11-19': ['2'],
  'decisions/day=2026-11-24': ['3'],
  'people/day=2026-11-24': ['5'],
};

it('files the rows of all delivered files as one file per table and day', async () => {
  const lake = prepare();
  expect(await run(lake)).toEqual({ delivered: 2, written: 4, rows: 5, unreadable: 0, isComplete: true });
  expect(listIds(lake.files)).toEqual(filed);
  expect(lake.files.size).toBe(4);
  expect(await run(lake)).toMatchObject({ delivered: 0, isComplete: true });
});

it('loses no row, whichever call fails, dies or is repeated', async () => {
  const { injector: clean } = await runWithFault();
  expect(clean.calls.length).toBe(10);
  for (const call of clean.calls.keys()) {
    for (const kind of faultKinds) {
      const { lake } = await runWithFault({ call: call + 1, kind });
      expect(listIds(lake.files), `${clean.calls[call]} ${kind}`).toEqual(filed);
    }
  }
});

async function runWithFault(...faults: readonly { readonly call: number; readonly kind: FaultKind }[]) {
  const lake = prepare();
  const injector = createFaultInjector(...faults);
  const { files } = injector.wrap({ files: lake }, { isDead: false });
  await run(files).catch(() => undefined);
  // The next hour.
  await run(lake);
  return { lake, injector };
}

it('loses no row when two runs overlap and each has read other files', async () => {
  const lake = prepare();
  const read: LakeFiles['read'] = async (key) => {
    const text = await lake.read(key);
    // The other run ends while this one is between its two files.
    if (key.endsWith('a.json.gz')) await run(lake);
    return text;
  };
  await run({ ...lake, read });
  expect(listIds(lake.files)).toEqual(filed);
});

it('keeps lines that are no rows apart, and counts them', async () => {
  const lake = prepare();
  lake.files.set('incoming/c.json.gz', `nonsense\n${row('secrets', '2026-11-24', '9')}\n`);
  const counts: Record<string, number> = {};
  const telemetry: Telemetry = {
    ...silentTelemetry,
    count: (metric, quantity = 1) => {
      counts[metric] = (counts[metric] ?? 0) + quantity;
    },
  };
  expect(await run(lake, telemetry)).toMatchObject({ unreadable: 2, isComplete: true });
  expect(counts).toEqual({ LakeRowsUnreadable: 2 });
  expect(listIds(lake.files)).toEqual({ ...filed, unreadable: ['9'] });
});

it('leaves the rest to the next run when the time is nearly over', async () => {
  const lake = prepare();
  expect(await run(lake, silentTelemetry, 50_000)).toMatchObject({ delivered: 0, isComplete: false });
  expect(Object.keys(listIds(lake.files))).toEqual(['incoming/2026/11/24/10']);
});
