/** The identity store keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import type { IdentityStore } from '../../app/ports/identity-store.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const key = (type: IdentityKey['type'], value: string): IdentityKey => ({ type, value });

describe.each(['memory', 'dynamodb'])('the identity store on %s', (engine) => {
  async function open(): Promise<IdentityStore> {
    if (engine === 'memory') return createMemoryIdentityStore();
    return createDynamoIdentityStore(database.client, await database.createTable('identities'));
  }

  it('binds a key permanently to the profile that claims it first', async () => {
    const store = await open();
    expect(await store.claim(key('userId', 'anna'), { profileId: 'P1' })).toBe(true);
    expect(await store.claim(key('userId', 'anna'), { profileId: 'P2' })).toBe(false);
    expect(await store.find([key('userId', 'anna')], { consistent: true })).toEqual([{ profileId: 'P1' }]);
  });

  it('answers in the order of the keys, and distinguishes types and odd values', async () => {
    const store = await open();
    const odd = ['a#b', '💌', '__proto__', 'x'.repeat(256), ' '];
    for (const [i, value] of odd.entries()) await store.claim(key('userId', value), { profileId: `P${i}` });
    const asked = [key('email', 'a#b'), ...odd.map((value) => key('userId', value)), key('userId', 'b')];
    expect(await store.find(asked, { consistent: false })).toEqual([
      undefined,
      { profileId: 'P0' },
      { profileId: 'P1' },
      { profileId: 'P2' },
      { profileId: 'P3' },
      { profileId: 'P4' },
      undefined,
    ]);
  });

  it('binds a weaker key to a stronger one, for good', async () => {
    const store = await open();
    const sameAs = key('userId', 'a#b');
    expect(await store.claim(key('anonymousId', 'x'), { sameAs })).toBe(true);
    expect(await store.claim(key('anonymousId', 'x'), { profileId: 'P1' })).toBe(false);
    expect(await store.find([key('anonymousId', 'x')], { consistent: true })).toEqual([{ sameAs }]);
  });

  it('takes a hundred keys at once', async () => {
    const store = await open();
    const keys = Array.from({ length: 100 }, (_, i) => key('anonymousId', `a${i}`));
    await store.claim(key('anonymousId', 'a99'), { profileId: 'P1' });
    expect((await store.find(keys, { consistent: true }))[99]).toEqual({ profileId: 'P1' });
  });
});
