/** The texts of pages keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoWordingStore } from '../../adapters/dynamodb/wording-store.ts';
import { createMemoryWordingStore } from '../../adapters/memory/wording-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

describe.each(['memory', 'dynamodb'])('the texts of pages on %s', (engine) => {
  it('are found by their version, also when they are kept twice', async () => {
    const store =
      engine === 'memory'
        ? createMemoryWordingStore()
        : createDynamoWordingStore(database.client, await database.createTable('timeline'));
    const wording = { id: 'confirmation', version: 'a1b2', language: 'it', text: 'Conferma 💌\nNovità' };
    for (let round = 0; round < 2; round++) await store.keep(wording);
    expect(await store.find('a1b2')).toEqual(wording);
    expect(await store.find('other')).toBeUndefined();
  });
});
