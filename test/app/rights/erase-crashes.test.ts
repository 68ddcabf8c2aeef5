/** An erasure that fails at any call, and is run again, ends as one that never failed; on a DynamoDB engine. */
import { BatchWriteItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item } from '../../../adapters/dynamodb/attributes.ts';
import { createDynamoErasureReceipts } from '../../../adapters/dynamodb/erasure-receipts.ts';
import { createDynamoErasureRegister } from '../../../adapters/dynamodb/erasure-register.ts';
import { createDynamoIdentityStore } from '../../../adapters/dynamodb/identity-store.ts';
import { createDynamoMergeStore } from '../../../adapters/dynamodb/merge-store.ts';
import { createDynamoPersonEraser } from '../../../adapters/dynamodb/person-eraser.ts';
import { createDynamoProfileStore } from '../../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramStore } from '../../../adapters/dynamodb/program-store.ts';
import { createDynamoTimelineReader } from '../../../adapters/dynamodb/timeline-reader.ts';
import { continueErasure, type ErasureStores, secondPassAfter } from '../../../app/rights/erase-person.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { type DynamoDatabase, openDynamoDatabase } from '../../contract/dynamo-database.ts';
import { createFaultInjector, type FaultKind } from '../../harness/faults.ts';
import { address, email, items, makeRow, now, others, receipt, salt, shared, user } from './erased-items.ts';

let database: DynamoDatabase;
let names: Record<'profiles' | 'identities' | 'timeline' | 'consents' | 'statistics' | 'config', string>;
let stores: ErasureStores;
beforeAll(async () => {
  database = await openDynamoDatabase();
  const { client } = database;
  names = {
    profiles: await database.createTable('profiles'),
    identities: await database.createTable('identities'),
    timeline: await database.createTable('timeline'),
    consents: await database.createTable('config'),
    statistics: await database.createTable('statistics'),
    config: await database.createTable('config'),
  };
  stores = {
    profiles: createDynamoProfileStore({ database: client, table: names.profiles, wakeShards: 1 }),
    identities: createDynamoIdentityStore(client, names.identities),
    timeline: createDynamoTimelineReader(client, names.timeline),
    merges: createDynamoMergeStore(client, names.timeline),
    programs: createDynamoProgramStore(client, names.config),
    register: createDynamoErasureRegister(client, names),
    receipts: createDynamoErasureReceipts(client, names.consents),
    eraser: createDynamoPersonEraser(client, names),
  };
});
afterAll(() => database.close());

async function scan(table: string): Promise<readonly Item[]> {
  return (await database.client.send(new ScanCommand({ TableName: table }))).Items ?? [];
}

/** All tables as they are before the erasure; what another run has left is removed. */
async function fill(): Promise<void> {
  for (const name of Object.values(names)) {
    const rows = await scan(name);
    for (let i = 0; i < rows.length; i += 25) {
      const requests = rows
        .slice(i, i + 25)
        .map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, ...(sk && { sk }) } as Item } }));
      await database.client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
    }
  }
  const all = [...items, ...others];
  for (let i = 0; i < all.length; i += 25) {
    const RequestItems: Record<string, { PutRequest: { Item: Item } }[]> = {};
    for (const [table, pk, sk] of all.slice(i, i + 25)) {
      const Item = {
        ...(sk !== undefined && makeRow(pk, sk)),
        ...{ pk: { S: pk }, schemaVersion: { N: '1' }, ...(sk && { sk: { S: sk } }) },
      };
      RequestItems[names[table]] = [...(RequestItems[names[table]] ?? []), { PutRequest: { Item } }];
    }
    await database.client.send(new BatchWriteItemCommand({ RequestItems }));
  }
  const save = (profile: Profile) => stores.profiles.save({ ...profile, version: 1 });
  await save({ ...createProfile('P1', now), userId: 'anna', wakeAt: now + 1 });
  await save({ ...createProfile('P0', now), mergedInto: ['P1', now, {}] });
  await save(createProfile('P2', now));
  await stores.identities.claim(user, { profileId: 'P1' });
  await stores.identities.claim(email, { sameAs: user });
  await stores.identities.claim(shared, { sameAs: user });
  await stores.identities.claim({ type: 'owner', value: 'P1' }, { profileId: 'anna' });
  await stores.identities.claim({ type: 'userId', value: 'berta' }, { profileId: 'P2' });
  await stores.receipts.begin(receipt);
}

/** Both passes. With a fault, the pass that fails is run again. */
async function run(fault?: { readonly call: number; readonly kind: FaultKind }) {
  const injector = createFaultInjector(...(fault === undefined ? [] : [fault]));
  const faulty = injector.wrap(stores, { isDead: false });
  const pass = async (at: number) => {
    const stored = () => stores.receipts.read('P1').then((read) => read ?? receipt);
    await continueErasure(faulty, await stored(), at, salt).catch(async () =>
      continueErasure(stores, await stored(), at, salt),
    );
  };
  await pass(now);
  await pass(now + secondPassAfter);
  return injector;
}

/** Key of every item that is left, by table. */
async function observe() {
  const left = await Promise.all(
    Object.entries(names).map(async ([table, name]) =>
      (await scan(name)).map(({ pk, sk, liftedAt }) =>
        `${table} ${pk?.S?.replace(/^(erased#).+/, '$1')} ${sk?.S ?? ''}${liftedAt ? ' lifted' : ''}`.trim(),
      ),
    ),
  );
  const [ofBoth] = await stores.identities.find([shared], { consistent: true });
  return { left: left.flat().sort(), profile: await stores.profiles.loadStored('P1'), ofBoth };
}

describe('an erasure', () => {
  it('leaves empty profiles, the marks of the ids, the receipt and the salt, and all of other people', async () => {
    await fill();
    await run();
    const { left, profile, ofBoth } = await observe();
    expect(ofBoth, 'of the other person from now on').toEqual({ profileId: 'P2' });
    expect(left).toEqual(
      [
        ...others.map((each) => each.join(' ')),
        ...['P0', 'P1', 'P2'].map((id) => `profiles ${id}`),
        ...['identities erased#', 'identities erased#', 'identities userId#berta'],
        'identities externalId#loyalty:7',
        ...['config ERASURE SALT', 'consents ERASURES P1'],
      ].sort(),
    );
    expect(profile).toEqual({ ...createProfile('P1', now), version: 2, erasedAt: now });
    expect(await stores.receipts.read('P1')).toEqual({
      ...{ id: 'P1', requestedAt: now, requestedBy: receipt.requestedBy, profileIds: ['P1', 'P0'] },
      ...{ firstPassAt: now, secondPassAt: now + secondPassAfter },
      // With the places of the second profile, which this plan did not have.
      plan: {
        ...receipt.plan,
        places: expect.arrayContaining([...(receipt.plan?.places ?? [])]),
        lake: undefined,
      },
      removed: {
        ...{
          profiles: 2,
          identities: 3,
          receipt: 1,
          link: 1,
          merge: 1,
          claim: 1,
          accountEntry: 1,
          passages: 1,
        },
        ...{ statements: 1, address: 1, consents: 1, timeline: 27 },
      },
    });
  });

  it('ends so after a failure of each of its calls', { timeout: 180_000 }, async () => {
    await fill();
    const { calls } = await run();
    const expected = await observe();
    expect(calls.length).toBeGreaterThan(40);
    const seen = new Set<string>();
    for (const [index, name] of calls.entries()) {
      // A failure before a write leaves what one after the write before it leaves. Of the reads, each method fails once.
      const isRead = /\.(find|list|listOf|load|loadStored|read|readCurrent|readChunk)$/.test(name);
      if (isRead && seen.has(name)) continue;
      const kinds: readonly FaultKind[] = seen.has(name) ? ['fails after'] : ['fails before', 'fails after'];
      seen.add(name);
      for (const kind of kinds) {
        await fill();
        await run({ call: index + 1, kind });
        expect(await observe(), `call ${index + 1} (${name}) ${kind}`).toEqual(expected);
      }
    }
  });

  it('keeps with the hash of an address what must hold for it again', async () => {
    await fill();
    await stores.identities.keep({ ...address, kind: 'suppressed', reason: 'complained' });
    const first = await continueErasure(stores, receipt, now, salt);
    const complaint = { channel: 'email', kind: 'suppressed', reason: 'complained' };
    expect(await stores.register.find([email])).toMatchObject([{ facts: [complaint] }]);
    expect(await stores.identities.read('email', email.value, { consistent: true })).toBeUndefined();
    await stores.identities.keep({ ...address, kind: 'suppressed', reason: 'bounced' });
    await continueErasure(stores, first, now + secondPassAfter, salt);
    const bounce = { ...complaint, reason: 'bounced' };
    expect((await stores.register.find([email]))[0]?.facts).toEqual(
      expect.arrayContaining([bounce, complaint]),
    );
  });

  it('waits for its second pass, and does nothing after it', async () => {
    await fill();
    const first = await continueErasure(stores, receipt, now, salt);
    const injector = createFaultInjector();
    const counted = injector.wrap(stores, { isDead: false });
    expect(await continueErasure(counted, first, now + secondPassAfter - 1, salt)).toBe(first);
    const last = await continueErasure(stores, first, now + secondPassAfter, salt);
    expect(last.secondPassAt).toBe(now + secondPassAfter);
    expect(await continueErasure(counted, last, now + 9 * secondPassAfter, salt)).toBe(last);
    expect(injector.calls).toEqual([]);
  });

  it('leaves to a person who is back what is new of her', async () => {
    await fill();
    const first = await continueErasure(stores, receipt, now, salt);
    await stores.register.lift(email, now + 1_000, []);
    await stores.identities.claim(email, { profileId: 'P3' });
    const Item: Item = { pk: { S: 'address#email#anna@example.com' } };
    await database.client.send(new PutItemCommand({ TableName: names.identities, Item }));
    await continueErasure(stores, first, now + secondPassAfter, salt);
    const { left } = await observe();
    expect(left).toContain('identities email#anna@example.com');
    expect(left).toContain('identities address#email#anna@example.com');
  });
});
