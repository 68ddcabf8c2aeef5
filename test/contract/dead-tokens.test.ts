/** The shared count of dead tokens: of several changes at once, one is made; in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDeadTokens } from '../../adapters/dynamodb/dead-tokens.ts';
import { createMemoryDeadTokens } from '../../adapters/memory/dead-tokens.ts';
import type { DeadTokenStore } from '../../app/ports/dead-tokens.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const first = { ahead: 3, at: 1_000 };

describe.each(['memory', 'dynamodb'])('the count of dead tokens on %s', (engine) => {
  async function open(): Promise<DeadTokenStore> {
    if (engine === 'memory') return createMemoryDeadTokens();
    return createDynamoDeadTokens(database.client, await database.createTable('statistics'));
  }

  it('is one for each push service', async () => {
    const store = await open();
    expect(await store.read('apns')).toBeUndefined();
    expect(await store.replace('apns', undefined, first)).toBe(true);
    expect(await store.read('apns')).toEqual(first);
    expect(await store.read('gcm')).toBeUndefined();
  });

  it('is changed by one of many that have read it, the first time and later', async () => {
    const store = await open();
    for (const expected of [undefined, first]) {
      const tries = Array.from({ length: 5 }, () =>
        store.replace('gcm', expected, expected === undefined ? first : { ahead: 4.25, at: 2_000 }),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    }
    expect(await store.replace('gcm', { ahead: 4.25, at: 1_000 }, first)).toBe(false);
    expect(await store.replace('gcm', { ahead: 3, at: 2_000 }, first)).toBe(false);
    expect(await store.read('gcm')).toEqual({ ahead: 4.25, at: 2_000 });
  });
});
