/** The profile scanner keeps its contract, in memory and on a DynamoDB engine. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '../../adapters/dynamodb/attributes.ts';
import { createDynamoProfileScanner } from '../../adapters/dynamodb/profile-scanner.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createMemoryProfileScanner } from '../../adapters/memory/profile-scanner.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import type { ProfileScanner, ScanSegment } from '../../app/ports/profile-scanner.ts';
import type { ProfileStore } from '../../app/ports/profile-store.ts';
import { createProfile } from '../../engine/model/profile.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

interface ScannedStore {
  readonly store: ProfileStore;
  readonly scanner: ProfileScanner;
  /** Puts an item as it is, past the codec. */
  putItem(id: string, item: Item): Promise<void>;
}

async function openMemory(): Promise<ScannedStore> {
  const items = new Map<string, Item>();
  const store = createMemoryProfileStore({ items });
  const putItem = async (id: string, item: Item) => void items.set(id, { ...item, pk: { S: id } });
  return { store, scanner: createMemoryProfileScanner(store), putItem };
}

async function openDynamo(): Promise<ScannedStore> {
  const table = await database.createTable('profiles');
  const { client } = database;
  return {
    store: createDynamoProfileStore({ database: client, table, wakeShards: 3 }),
    scanner: createDynamoProfileScanner(client, table),
    async putItem(id, item) {
      await client.send(new PutItemCommand({ TableName: table, Item: { ...item, pk: { S: id } } }));
    },
  };
}

const ids = Array.from({ length: 60 }, (_, i) => `P${String(i).padStart(3, '0')}`);

async function fill({ store }: ScannedStore): Promise<void> {
  for (const id of ids) await store.save({ ...createProfile(id, 1_700_000_000_000), version: 1 });
}

/** Ids of one scan segment's profiles, page by page; `afterPage` runs after each page. */
async function run(
  scanner: ProfileScanner,
  segment: ScanSegment,
  afterPage = async () => {},
): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await scanner.scan(segment, cursor, 4);
    expect(page.profiles.length).toBeLessThanOrEqual(4);
    found.push(...page.profiles.map(({ id }) => id));
    cursor = page.cursor;
    await afterPage();
  } while (cursor !== undefined);
  return found;
}

describe.each([
  ['memory', openMemory],
  ['dynamodb', openDynamo],
])('the profile scanner on %s', (_engine, open) => {
  it('gives every profile once over all scan segments, for any number of them', async () => {
    const opened = await open();
    await fill(opened);
    for (const total of [1, 3, 8]) {
      const segments = Array.from({ length: total }, (_, index) => ({ index, total }));
      const found = await Promise.all(segments.map((segment) => run(opened.scanner, segment)));
      expect(found.flat().sort()).toEqual(ids);
    }
  });

  it('gives whole profiles', async () => {
    const { store, scanner } = await open();
    const profile = { ...createProfile('P1', 5), version: 1, userId: 'u', segments: { vip: 7 } };
    await store.save(profile);
    expect(await scanner.scan({ index: 0, total: 1 })).toEqual({ profiles: [profile], unreadable: [] });
  });

  it('goes on from a cursor in another process, and gives the same page for it again', async () => {
    const opened = await open();
    await fill(opened);
    const segment = { index: 1, total: 2 };
    const first = await opened.scanner.scan(segment, undefined, 5);
    const kept = JSON.parse(JSON.stringify(first.cursor)) as string;
    const second = await opened.scanner.scan(segment, kept, 5);
    expect(await opened.scanner.scan(segment, kept, 5)).toEqual(second);
    const all = await run(opened.scanner, segment);
    expect([...first.profiles, ...second.profiles].map(({ id }) => id)).toEqual(all.slice(0, 10));
  });

  it('meets those who were there exactly once while others are written between its pages', async () => {
    const opened = await open();
    await fill(opened);
    let written = 0;
    const found = await run(opened.scanner, { index: 0, total: 1 }, async () => {
      written += 1;
      await opened.store.save({ ...createProfile(`N${written}`, 1), version: 1 });
      await opened.store.save({ ...createProfile(ids[written] ?? '', 1), version: 2 });
    });
    expect(written).toBeGreaterThan(10);
    expect(found.filter((id) => id.startsWith('P')).sort()).toEqual(ids);
  });

  it('names what it cannot read and gives the rest of the page', async () => {
    const opened = await open();
    await opened.store.save({ ...createProfile('good', 1), version: 1 });
    await opened.putItem('newer', { entity: { S: 'Profile' }, schemaVersion: { N: '99' } });
    await opened.putItem('damaged', { schemaVersion: { N: '1' }, version: { S: 'x' } });
    await opened.putItem('other', { entity: { S: 'Lease' }, schemaVersion: { N: '1' } });
    const page = await opened.scanner.scan({ index: 0, total: 1 });
    expect(page.profiles.map(({ id }) => id)).toEqual(['good']);
    expect([...page.unreadable].sort()).toEqual(['damaged', 'newer']);
  });
});
