/** Positions of lists keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoReadingPositions } from '../../adapters/dynamodb/reading-positions.ts';
import { createMemoryReadingPositions } from '../../adapters/memory/reading-positions.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('identities', 'identities');
});
afterAll(() => database.close());

describe.each(['memory', 'dynamodb'])('positions of lists on %s', (engine) => {
  it('are those that were kept last, each list its own, until a list begins again', async () => {
    const positions =
      engine === 'memory'
        ? createMemoryReadingPositions()
        : createDynamoReadingPositions(database.client, 'identities');
    expect(await positions.read('numbers')).toBeUndefined();
    for (const cursor of ['one', 'two', 'two']) await positions.keep('numbers', cursor);
    await positions.keep('others', 'three');
    expect(await positions.read('numbers')).toBe('two');
    for (let repeat = 0; repeat < 2; repeat++) await positions.keep('numbers', undefined);
    expect(await positions.read('numbers')).toBeUndefined();
    expect(await positions.read('others')).toBe('three');
  });
});
