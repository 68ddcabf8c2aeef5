/** The records of merges keep their contract, in memory and on a DynamoDB engine. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMergeStore } from '../../adapters/dynamodb/merge-store.ts';
import { createDynamoTimelineStore } from '../../adapters/dynamodb/timeline-store.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMergeStore } from '../../adapters/memory/merge-store.ts';
import { createMemoryTimelineStore } from '../../adapters/memory/timeline-store.ts';
import type { MergeReader, MergeRecord, MergeStore } from '../../app/ports/merge-store.ts';
import type { TimelineStore } from '../../app/ports/timeline-store.ts';
import { createProfile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const expiresAt = 2_000_000_000;
const noon = Date.parse('2026-11-20T12:00:00Z');
const cause = { id: 'm-1', name: 'Signed In', source: 'shop.web' };
const merge: MergeRecord = { survivor: 'ANNA', ended: 'X', at: noon, cause };

interface Stores {
  readonly store: MergeStore & MergeReader;
  readonly timeline: TimelineStore;
}

async function openMemory(): Promise<Stores> {
  const table = new MemoryTable();
  return { store: createMemoryMergeStore(table), timeline: createMemoryTimelineStore(table) };
}

async function openDynamo(): Promise<Stores> {
  const table = await database.createTable('timeline');
  return {
    store: createDynamoMergeStore(database.client, table),
    timeline: createDynamoTimelineStore(database.client, table),
  };
}

const stores: readonly [string, () => Promise<Stores>][] = [
  ['memory', openMemory],
  ['DynamoDB', openDynamo],
];

describe.each(stores)('the store of merges in %s', (_name, open) => {
  it('finds a merge by the profile that ended, by the one that stayed, and by its day', async () => {
    const { store } = await open();
    const later: MergeRecord = { survivor: 'ANNA', ended: 'Y', at: noon + 60_000 };
    for (const one of [merge, later, merge]) {
      await store.keepState(one, 'before', 3, createProfile('ANNA', noon), expiresAt);
      await store.record(one, expiresAt);
    }
    await store.record({ survivor: 'B', ended: 'Z', at: noon + 86_400_000 }, expiresAt);
    expect(await store.find('X', noon)).toEqual(merge);
    expect(await store.find('X', noon + 1)).toBeUndefined();
    expect(await store.listOf('ANNA')).toEqual([later, merge]);
    expect(await store.listOf('X')).toEqual([]);
    expect(await store.listOfDay('2026-11-20', 10)).toEqual([later, merge]);
    expect(await store.listOfDay('2026-11-20', 1)).toEqual([later]);
  });

  it('keeps who undid a merge, also when the merge is recorded once more', async () => {
    const { store } = await open();
    await store.record(merge, expiresAt);
    await store.noteUndone(merge, { at: noon + 5, by: 'arn:aws:iam::1:user/op' });
    await store.record(merge, expiresAt);
    expect((await store.find('X', noon))?.undone).toEqual({ at: noon + 5, by: 'arn:aws:iam::1:user/op' });
  });

  it('reads the state of the highest version, whichever worker wrote last, of each kind and merge', async () => {
    const { store } = await open();
    const other = { ...merge, ended: 'XX' };
    const make = (lastSeenAt: number) => ({ ...createProfile('ANNA', noon), lastSeenAt });
    await store.keepState(merge, 'before', 11, make(11), expiresAt);
    await store.keepState(merge, 'before', 9, make(9), expiresAt);
    await store.keepState(merge, 'plan', 12, make(12), expiresAt);
    await store.keepState(other, 'before', 40, make(40), expiresAt);
    expect(await store.readState(merge, 'before')).toEqual(make(11));
    expect(await store.readState(merge, 'plan')).toEqual(make(12));
    expect(await store.readState(other, 'plan')).toBeUndefined();
  });

  it('lists the touchpoints of a timeline, oldest first, and removes those that are of another profile', async () => {
    const { store, timeline } = await open();
    const make = (touchpointId: string, occurredAt: number): TimelineEntry => ({
      ...{ profileId: 'ANNA', touchpointId, name: 'Visited', source: 'shop', occurredAt, receivedAt: noon },
      traces: [],
    });
    const entries = Array.from({ length: 30 }, (_, index) => make(`t-${index}`, noon + index));
    for (const half of [entries.slice(0, 15), entries.slice(15)]) await timeline.putEntries(half, expiresAt);
    await store.keepState(merge, 'before', 1, createProfile('ANNA', noon), expiresAt);
    expect((await store.listEntries('ANNA')).map(({ touchpointId }) => touchpointId)).toEqual(
      entries.map(({ touchpointId }) => touchpointId),
    );
    for (const _time of [1, 2]) await store.removeEntries(entries.slice(2));
    expect((await store.listEntries('ANNA')).map(({ touchpointId }) => touchpointId)).toEqual(['t-0', 't-1']);
  });

  it('keeps a profile that is larger than an item', async () => {
    const { store } = await open();
    // Random text does not compress.
    const value = randomBytes(450_000).toString('base64');
    const large = { ...createProfile('ANNA', noon), traits: { long: { value, at: noon } } };
    await store.keepState(merge, 'before', 1, large, expiresAt);
    expect(await store.readState(merge, 'before')).toEqual(large);
    expect(await store.listOf('ANNA')).toEqual([]);
  });
});
