/** The identity store keeps its contract, in memory and on a DynamoDB engine. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoConflictReader } from '../../adapters/dynamodb/conflict-reader.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import type { ConflictReader, IdentityStore } from '../../app/ports/identity-store.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const key = (type: IdentityKey['type'], value: string): IdentityKey => ({ type, value });

describe.each(['memory', 'dynamodb'])('the identity store on %s', (engine) => {
  async function open(): Promise<IdentityStore & ConflictReader> {
    if (engine === 'memory') return createMemoryIdentityStore();
    const table = await database.createTable('identities');
    return {
      ...createDynamoIdentityStore(database.client, table),
      ...createDynamoConflictReader(database.client, table),
    };
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

  it('keeps the profile beside which a session leads to a person, also when the session is a user’s later', async () => {
    const store = await open();
    const [x, user] = [key('anonymousId', 'x'), key('userId', 'bruno')];
    await store.claim(x, { profileId: 'P1', aside: 'P2' });
    expect(await store.find([x], { consistent: true })).toMatchObject([{ profileId: 'P1', aside: 'P2' }]);
    expect(await store.amend(x, { user: 'bruno' })).toMatchObject({ profileId: 'P1', aside: 'P2' });
    expect(await store.amend(x, { sameAs: user })).toMatchObject({ sameAs: user, aside: 'P2' });
  });

  it('keeps the first user who stated a key, and the binding', async () => {
    const store = await open();
    const x = key('anonymousId', 'x');
    await store.claim(x, { profileId: 'P1' });
    expect(await store.amend(x, { user: 'anna' })).toMatchObject({ profileId: 'P1', user: 'anna' });
    expect(await store.amend(x, { user: 'bruno' })).toMatchObject({ profileId: 'P1', user: 'anna' });
    await store.claim(key('anonymousId', 'y'), { profileId: 'P2', user: 'bruno' });
    const [, y] = await store.find([x, key('anonymousId', 'y')], { consistent: true });
    expect(y).toMatchObject({ profileId: 'P2', user: 'bruno' });
    const sameAs = key('userId', 'bruno');
    expect(await store.amend(x, { sameAs })).toMatchObject({ sameAs, user: 'anna' });
    await expect(store.amend(key('email', 'none'), { user: 'anna' })).rejects.toThrow();
    expect(await store.find([key('email', 'none')], { consistent: true })).toEqual([undefined]);
  });

  it('leads a key that two users state to its own profile, for good, and lists it', async () => {
    const store = await open();
    const at = Date.parse('2026-11-20T10:00:00Z');
    const [x, y] = [key('anonymousId', 'x'), key('externalId', 'crm:y#1')];
    await store.claim(x, { sameAs: key('userId', 'anna') });
    await store.claim(y, { profileId: 'P1' });
    const conflict = { claimants: ['P1', 'P2'], at, source: 'shop' };
    const shared = { profileId: 'Z1', claimants: ['P1', 'P2'] };
    expect(await store.amend(x, { ...conflict, shared: 'Z1' })).toMatchObject(shared);
    expect(await store.amend(x, { ...conflict, shared: 'Z2', at: at + 5 })).toMatchObject(shared);
    expect(await store.amend(x, { sameAs: key('userId', 'anna') })).toMatchObject(shared);
    expect(await store.find([x], { consistent: true })).toMatchObject([shared]);
    expect(await store.amend(y, { ...conflict, claimants: ['P3'], at: at + 1 })).toMatchObject({
      profileId: 'P1',
      claimants: ['P3'],
    });
    expect(await store.listConflicts(at, undefined)).toEqual({
      conflicts: [
        { key: y, claimants: ['P3'], since: at + 1, lastAt: at + 1, source: 'shop' },
        { key: x, claimants: ['P1', 'P2'], since: at, lastAt: at + 5, source: 'shop', shared: 'Z1' },
      ],
    });
    expect((await store.listConflicts(at + 1, undefined)).conflicts).toHaveLength(1);
  });

  it('gives an owner key back, only while it has the binding that was read', async () => {
    const store = await open();
    const owner = key('owner', 'P1');
    const read = () => store.find([owner], { consistent: true });
    const joined = { sameAs: key('owner', 'P2') };
    await store.claim(owner, joined);
    expect(await store.rebind(owner, { profileId: 'anna' }, undefined)).toBe(false);
    expect(await store.rebind(owner, joined, { profileId: 'anna' })).toBe(true);
    expect(await read()).toEqual([{ profileId: 'anna' }]);
    expect(await store.rebind(owner, joined, undefined)).toBe(false);
    expect(await store.rebind(owner, { profileId: 'anna' }, undefined)).toBe(true);
    expect(await read()).toEqual([undefined]);
    expect(await store.rebind(owner, { profileId: 'anna' }, undefined)).toBe(false);
    expect(await store.claim(owner, { profileId: 'bruno' })).toBe(true);
  });

  it('takes a hundred keys at once', async () => {
    const store = await open();
    const keys = Array.from({ length: 100 }, (_, i) => key('anonymousId', `a${i}`));
    await store.claim(key('anonymousId', 'a99'), { profileId: 'P1' });
    expect((await store.find(keys, { consistent: true }))[99]).toEqual({ profileId: 'P1' });
  });
});

describe('anonymous ids that expire', () => {
  const day = 86_400_000;
  const start = Date.parse('2026-11-24T10:00:00Z');

  async function open() {
    const table = await database.createTable('identities');
    const clock = { now: start };
    const openStore = (anonymousDays: number) =>
      createDynamoIdentityStore(database.client, table, { anonymousDays, now: () => clock.now });
    const days = async (pk: string) => {
      const { Item } = await database.client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: pk } } }),
      );
      const expiresAt = Item?.['expiresAt']?.N;
      return expiresAt === undefined ? undefined : (Number(expiresAt) * 1_000 - start) / day;
    };
    return { clock, openStore, days };
  }

  it('are extended by the read that finds less than three quarters of their time', async () => {
    const { clock, openStore, days } = await open();
    const store = openStore(40);
    await store.claim(key('anonymousId', 'a'), { profileId: 'P1' });
    await store.claim(key('userId', 'u'), { profileId: 'P1' });
    expect([await days('anonymousId#a'), await days('userId#u')]).toEqual([80, undefined]);
    const both = [key('anonymousId', 'a'), key('userId', 'u')];
    clock.now += 19 * day;
    await store.find(both, { consistent: false });
    expect(await days('anonymousId#a')).toBe(80);
    clock.now += 2 * day;
    expect(await store.find(both, { consistent: false })).toEqual([{ profileId: 'P1' }, { profileId: 'P1' }]);
    expect([await days('anonymousId#a'), await days('userId#u')]).toEqual([101, undefined]);
  });

  it('stay as they are in a stage without the setting', async () => {
    const { clock, openStore, days } = await open();
    await openStore(0).claim(key('anonymousId', 'a'), { profileId: 'P1' });
    await openStore(40).claim(key('anonymousId', 'b'), { profileId: 'P1' });
    clock.now += 70 * day;
    await openStore(0).find([key('anonymousId', 'a'), key('anonymousId', 'b')], { consistent: true });
    expect([await days('anonymousId#a'), await days('anonymousId#b')]).toEqual([undefined, 80]);
    await openStore(40).find([key('anonymousId', 'a')], { consistent: true });
    expect(await days('anonymousId#a')).toBeUndefined();
  });
});
