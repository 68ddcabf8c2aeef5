/** Accounts keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLazyAccountStore } from '../../adapters/dynamodb/lazy-account-store.ts';
import { createMemoryAccountStore } from '../../adapters/memory/account-store.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const consistent = { consistent: true };

describe.each(['memory', 'dynamodb'])('accounts on %s', (engine) => {
  const open = async () =>
    engine === 'memory'
      ? createMemoryAccountStore()
      : createLazyAccountStore(database.client, await database.createTable('identities'));

  it('are read as they were saved, with the names and values that DynamoDB has no form for', async () => {
    const store = await open();
    const traits = {
      name: { value: 'Acme \u20ac', at: 5 },
      size: { value: 1e300, at: -7 },
      '': { value: null, at: 1_700_000_000_000 },
      address: { value: { city: 'Lucerne', lines: ['a', 1, true] }, at: 0 },
    };
    const account = { id: 'acme#1', version: 1, traits };
    expect(await store.save(account)).toBe(true);
    expect(await store.read('acme#1', consistent)).toEqual(account);
    expect(await store.read('acme', consistent)).toBeUndefined();
  });

  it('are saved only on the version that was read', async () => {
    const store = await open();
    const write = (version: number, value: string) =>
      store.save({ id: 'acme', version, traits: { name: { value, at: version } } });
    expect(await write(1, 'first')).toBe(true);
    expect(await write(1, 'other first')).toBe(false);
    expect(await write(3, 'gap')).toBe(false);
    expect(await write(2, 'second')).toBe(true);
    expect((await store.read('acme', consistent))?.traits['name']?.value).toBe('second');
  });

  it('give the entry into a journey to the first profile that claims it, however often it claims', async () => {
    const store = await open();
    const claims = await Promise.all(['A', 'B', 'C'].map((id) => store.claimEntry('care', 'acme', id)));
    const [holder = ''] = claims;
    expect(claims).toEqual([holder, holder, holder]);
    expect(await store.claimEntry('care', 'acme', holder)).toBe(holder);
    expect(await store.claimEntry('care', 'beta', 'C')).toBe('C');
    expect(await store.claimEntry('other', 'acme', 'C')).toBe('C');
  });
});
