/** The stores of the Profile API keep their contracts, in memory and on a DynamoDB engine. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoApiKeyStore } from '../../adapters/dynamodb/api-key-store.ts';
import { createDynamoCallCounter } from '../../adapters/dynamodb/call-counter.ts';
import { createDynamoLookStore } from '../../adapters/dynamodb/look-store.ts';
import { createMemoryCallCounter } from '../../adapters/memory/call-counter.ts';
import { createMemoryApiKeyStore } from '../../adapters/memory/key-stores.ts';
import { createMemoryLookStore } from '../../adapters/memory/look-store.ts';
import type { ApiKey } from '../../app/ports/api-keys.ts';
import type { Look } from '../../app/ports/looks.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const memory = async () => ({
  keys: createMemoryApiKeyStore(),
  looks: createMemoryLookStore(),
  calls: createMemoryCallCounter(),
});
const dynamo = async () => ({
  keys: createDynamoApiKeyStore(database.client, await database.createTable('config')),
  looks: createDynamoLookStore(database.client, await database.createTable('timeline')),
  calls: createDynamoCallCounter(database.client, await database.createTable('statistics')),
});

const makeKey = (hash: string, createdAt: number): ApiKey => ({
  ...{ id: hash.slice(0, 2), hash, name: 'pos', scopes: ['profiles:read', 'sensitive:read'] },
  ...{ status: 'active', perMinute: 60, createdAt },
});
const day = Date.parse('2026-11-22T00:00:00Z');
const makeLook = (at: number, id: string, more: Partial<Look> = {}): Look => ({
  ...{ id, at, profileId: 'P1', parts: ['traits', 'held'], from: '192.0.2.7' },
  by: { kind: 'key', id: 'k1', name: 'pos' },
  ...more,
});

describe.each([
  ['memory', memory],
  ['DynamoDB', dynamo],
])('in %s', (_name, open) => {
  it('keys are found by their hash, listed from the oldest on, and replaced', async () => {
    const { keys } = await open();
    const [second, first] = [makeKey('aa11', 2), { ...makeKey('bb22', 1), expiresAt: 9 }];
    for (const key of [second, first, second]) await keys.put(key);
    expect(await keys.list()).toEqual([first, second]);
    await keys.put({ ...first, status: 'revoked' });
    expect(await keys.find('bb22')).toEqual({ ...first, status: 'revoked' });
    expect(await keys.find('cc33')).toBeUndefined();
  });

  it('looks are listed newest first, by profile and by looker and day, and a repeat is one', async () => {
    const { looks } = await open();
    const { from: _from, ...operator } = makeLook(day + 1, 'b', { by: { kind: 'operator', id: 'arn:a' } });
    const all = [
      makeLook(day - 1, 'c'),
      makeLook(day, 'a'),
      operator,
      makeLook(day + 2, 'd', { profileId: 'P2' }),
    ];
    for (const look of [...all, ...all]) await looks.record(look, 4_000_000_000);
    expect(await looks.listOf('P1', undefined)).toEqual({ looks: [all[2], all[1], all[0]] });
    expect(await looks.listBy('k1', '2026-11-22', undefined)).toEqual({ looks: [all[3], all[1]] });
    expect(await looks.listBy('arn:a', '2026-11-22', undefined)).toEqual({ looks: [operator] });
    const { profileId: _, ...noOne } = makeLook(day + 4, 'f');
    const others: readonly Look[] = [
      { ...noOne, asked: 'ab12' },
      { ...noOne, id: 'e', count: 3 },
    ];
    for (const look of others) await looks.record(look, 4_000_000_000);
    expect(await looks.listBy('k1', '2026-11-22', undefined)).toEqual({ looks: [...others, all[3], all[1]] });
    expect((await looks.listOf('P1', undefined)).looks).toHaveLength(3);
  });

  it('requests of a key are counted up to the limit of each minute', async () => {
    const { calls } = await open();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => calls.count('k1', 29_000_000, 3)));
    expect(outcomes.filter(Boolean)).toHaveLength(3);
    expect(await calls.count('k2', 29_000_000, 3)).toBe(true);
    expect(await calls.count('k1', 29_000_001, 3)).toBe(true);
    expect(await calls.findLast('k1')).toBe(29_000_001 * 60_000);
    expect(await calls.findLast('k3')).toBeUndefined();
  });
});

it('reads an unknown status as revoked, and knows no scope that is none', async () => {
  const TableName = await database.createTable('config');
  const text = { pk: 'APIKEY', sk: 'aa11', id: 'aa', name: 'pos', status: 'on' };
  const Item = {
    ...Object.fromEntries(Object.entries(text).map(([name, value]) => [name, { S: value }])),
    ...{ schemaVersion: { N: '1' }, createdAt: { N: '1' }, perMinute: { N: '1' } },
    scopes: { L: [{ S: 'everything' }, { S: 'timeline:read' }] },
  };
  await database.client.send(new PutItemCommand({ TableName, Item }));
  const store = createDynamoApiKeyStore(database.client, TableName);
  expect(await store.find('aa11')).toMatchObject({ status: 'revoked', scopes: ['timeline:read'] });
});
