/** The counts of scanned codes keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoScanCounts } from '../../adapters/dynamodb/scan-count-store.ts';
import { createMemoryScanCounts } from '../../adapters/memory/scan-count-store.ts';
import type { ScanCountStore } from '../../app/ports/code-scans.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const stores: readonly [string, () => Promise<ScanCountStore>][] = [
  ['memory', async () => createMemoryScanCounts()],
  ['DynamoDB', async () => createDynamoScanCounts(database.client, await database.createTable('statistics'))],
];

describe.each(stores)('the counts of scans in %s', (_name, open) => {
  it('add up per code and kind, with the moment of the last scan', async () => {
    const store = await open();
    expect(await store.list()).toEqual([]);
    await store.add('b', 'people', 1);
    await store.add('a', 'machines', 2);
    await store.add('b', 'people', 3);
    await store.add('b', 'outside', 4);
    expect(await store.list()).toEqual([
      { code: 'a', people: 0, machines: 1, outside: 0, lastAt: 2 },
      { code: 'b', people: 2, machines: 0, outside: 1, lastAt: 4 },
    ]);
  });
});
