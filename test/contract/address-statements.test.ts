/** Statements by links keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoAddressBook } from '../../adapters/dynamodb/address-book.ts';
import { createDynamoAddressStatements } from '../../adapters/dynamodb/address-statements.ts';
import { addressKey } from '../../adapters/keys.ts';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import type { AddressBook } from '../../app/ports/address-book.ts';
import {
  type AddressStatements,
  type UnreportedStatement,
  unreportedPartitions,
} from '../../app/ports/address-statements.ts';
import { hashToInteger } from '../../engine/base/hash.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const address = 'anna#1@example.com';

function makeStatement(id: string, occurredAt: number, to = address): UnreportedStatement {
  const context = { consent: { email: 'denied' } };
  return {
    channel: 'email',
    address: to,
    event: {
      kind: 'EmitEvent',
      id,
      profileId: 'p',
      name: 'Consent Stated',
      properties: {},
      context,
      occurredAt,
    },
  };
}

describe.each(['memory', 'dynamodb'])('statements by links on %s', (engine) => {
  async function open(): Promise<AddressBook & AddressStatements> {
    if (engine === 'memory') return createMemoryAddressBook();
    const identities = await database.createTable('identities');
    const tables = { identities, timeline: await database.createTable('timeline') };
    return {
      ...createDynamoAddressBook(database.client, tables),
      ...createDynamoAddressStatements(database.client, identities),
    };
  }

  async function listAll(book: AddressStatements, before = 1_000): Promise<UnreportedStatement[]> {
    const found: UnreportedStatement[] = [];
    for (let partition = 0; partition < unreportedPartitions; partition++) {
      let cursor: string | undefined;
      do {
        const page = await book.listUnreported(partition, before, cursor);
        found.push(...page.statements);
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
    return found;
  }

  it('are read by a sender as soon as they are stated, beside what was known', async () => {
    const book = await open();
    await book.keep({ channel: 'email', address, kind: 'shared' });
    const granted = { state: 'granted', at: 10 } as const;
    await book.keep({ channel: 'email', address, kind: 'consent', key: 'email', consent: granted });
    await book.keep({ channel: 'email', address, kind: 'consent', key: 'email:surveys', consent: granted });
    await book.state({ ...makeStatement('s1', 20), denied: ['email', 'email/news'] });
    expect(await book.read('email', address, { consistent: true })).toEqual({
      isSuppressed: false,
      isShared: true,
      consents: { email: 'denied', 'email/news': 'denied', 'email:surveys': 'granted' },
      deniedAt: { email: 20, 'email/news': 20 },
      grantedAt: { 'email:surveys': 10 },
    });
  });

  it('are shown to the person who stated them: the latest of each key', async () => {
    const book = await open();
    expect(await book.readStated('email', address, 'p')).toEqual({});
    const [first, second] = [makeStatement('s1', 20), makeStatement('s2', 30)];
    await book.state({ ...first, denied: ['email'], shown: { email: 'denied', 'sms/news': 'granted' } });
    await book.state({ ...second, denied: [], shown: { email: 'granted' } });
    await book.state({ ...makeStatement('s3', 40), denied: ['email/news'] });
    expect(await book.readStated('email', address, 'p')).toEqual({
      email: { state: 'granted', at: 30 },
      'sms/news': { state: 'granted', at: 20 },
    });
    // Of no other profile, not even of one whose id begins alike.
    expect(await book.readStated('email', address, 'p2')).toEqual({});
    // The senders read only a no from it.
    expect(await book.read('email', address, { consistent: true })).toMatchObject({
      consents: { email: 'denied', 'email/news': 'denied' },
    });
  });

  it('yield to a yes of a later moment only', async () => {
    const book = await open();
    await book.state({ ...makeStatement('s1', 20), denied: ['email'] });
    const grant = (at: number) =>
      book.keep({
        channel: 'email',
        address,
        kind: 'consent',
        key: 'email',
        consent: { state: 'granted', at },
      });
    await grant(20);
    expect((await book.read('email', address, { consistent: true }))?.consents['email']).toBe('denied');
    await grant(21);
    expect((await book.read('email', address, { consistent: true }))?.consents['email']).toBe('granted');
  });

  it('are listed until they are reported, each once however often it is stated', async () => {
    const book = await open();
    const [first, second, other] = [
      makeStatement('s1', 20),
      makeStatement('s2', 30),
      makeStatement('s3', 25, 'bo@example.com'),
    ];
    expect(await listAll(book)).toEqual([]);
    await book.state({ ...first, denied: ['email'] });
    await book.state({ ...first, denied: ['email'] });
    await book.state({ ...second, denied: [] });
    await book.state({ ...other, denied: ['email'] });
    expect(await listAll(book)).toEqual(expect.arrayContaining([first, second, other]));
    expect(await listAll(book)).toHaveLength(3);
    expect(await listAll(book, 25)).not.toContainEqual(other);

    await book.markReported(second);
    expect(await listAll(book)).toEqual(expect.arrayContaining([first, other]));
    await book.markReported(first);
    await book.markReported(first);
    expect(await listAll(book)).toEqual([other]);
    // What was stated holds after it was reported.
    expect((await book.read('email', address, { consistent: true }))?.consents['email']).toBe('denied');
  });

  it('are listed page by page', async () => {
    const book = await open();
    const addresses = Array.from({ length: 700 }, (_, index) => `p${index}@x.example`)
      .filter((to) => hashToInteger(addressKey('email', to)) % unreportedPartitions === 3)
      .slice(0, 60);
    const stated = addresses.map((to, index) => makeStatement(`s${index}`, index, to));
    await Promise.all(stated.map((statement) => book.state({ ...statement, denied: ['email'] })));
    expect(await listAll(book)).toEqual(stated);
  });

  it('of an address that has none need no report', async () => {
    const book = await open();
    await book.markReported(makeStatement('s1', 20));
    expect(await book.read('email', address, { consistent: true })).toBeUndefined();
  });
});
