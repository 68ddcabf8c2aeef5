/** The inventory of events keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoInventoryStore } from '../../adapters/dynamodb/inventory-store.ts';
import { createMemoryInventoryStore } from '../../adapters/memory/inventory-store.ts';
import type { InventoryBatch, InventoryStore } from '../../app/ports/inventory-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const day = '2026-11-20';
const make = (process: string, count: number): InventoryBatch => ({
  ...{ process, day, others: 2 },
  events: [
    {
      ...{ name: 'Order', source: 'shop', count, first: 1, last: 2, breaches: { 'event/a: x': 1 } },
      fields: { 'properties.total': [count, ['number']] },
    },
  ],
});

describe.each(['memory', 'dynamodb'])('the inventory on %s', (engine) => {
  async function open(): Promise<InventoryStore> {
    if (engine === 'memory') return createMemoryInventoryStore();
    return createDynamoInventoryStore(database.client, await database.createTable('statistics'));
  }

  it('has one batch per process and day, the latest', async () => {
    const store = await open();
    await store.put(make('p1', 1));
    await store.put(make('p2', 5));
    await store.put(make('p1', 3));
    const { batches } = await store.list(day, undefined);
    expect(batches).toHaveLength(2);
    expect(batches).toEqual(expect.arrayContaining([make('p1', 3), make('p2', 5)]));
    expect((await store.list('2026-11-21', undefined)).batches).toEqual([]);
  });
});
