/** The store of write keys keeps its contract, in memory and on a DynamoDB engine. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoWriteKeyStore } from '../../adapters/dynamodb/write-key-store.ts';
import { createMemoryWriteKeyStore } from '../../adapters/memory/key-stores.ts';
import type { WriteKey, WriteKeyStore } from '../../app/ports/write-keys.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const makeKey = (hash: string, createdAt: number, more: Partial<WriteKey> = {}): WriteKey => ({
  ...{ id: hash.slice(0, 2), hash, source: 'shop', kind: 'server', status: 'active', createdAt },
  ...{ userIds: 'any', signingKeys: [] },
  ...more,
});

const stores: readonly [string, () => Promise<WriteKeyStore>][] = [
  ['memory', async () => createMemoryWriteKeyStore()],
  ['DynamoDB', async () => createDynamoWriteKeyStore(database.client, await database.createTable('config'))],
];

describe.each(stores)('the store of write keys in %s', (_name, open) => {
  const signingKeys = [
    { id: 'k1', publicKey: 'MFkw', createdAt: 1, expiresAt: 7 },
    { id: 'k2', publicKey: 'MFkx', createdAt: 2 },
  ];

  it('finds a key by its hash, lists all from the oldest on, and replaces one', async () => {
    const store = await open();
    const [second, first] = [
      makeKey('aa11', 2),
      makeKey('bb22', 1, { kind: 'browser', expiresAt: 9, userIds: 'signed', signingKeys }),
    ];
    for (const key of [second, first, second]) await store.put(key);
    expect(await store.list()).toEqual([first, second]);
    await store.put({ ...first, status: 'revoked' });
    expect(await store.find('bb22')).toEqual({ ...first, status: 'revoked' });
    expect(await store.find('cc33')).toBeUndefined();
  });
});

it('reads an unknown kind, rule or status as the one with the fewest rights, and an item without a rule as before', async () => {
  const TableName = await database.createTable('config');
  const text = { pk: 'WRITEKEY', sk: 'aa11', id: 'aa', source: 'shop', kind: 'root', status: 'on' };
  const Item = {
    ...Object.fromEntries(Object.entries(text).map(([name, value]) => [name, { S: value }])),
    ...{ schemaVersion: { N: '1' }, createdAt: { N: '1' } },
  };
  await database.client.send(new PutItemCommand({ TableName, Item }));
  const store = createDynamoWriteKeyStore(database.client, TableName);
  const limited = { kind: 'browser', status: 'revoked' };
  expect(await store.find('aa11')).toMatchObject({ ...limited, userIds: 'any', signingKeys: [] });
  const odd = { ...Item, userIds: { S: 'none' } };
  await database.client.send(new PutItemCommand({ TableName, Item: odd }));
  expect(await store.find('aa11')).toMatchObject({ ...limited, userIds: 'signed' });
});
