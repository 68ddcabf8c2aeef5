/** The address book keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoAddressBook } from '../../adapters/dynamodb/address-book.ts';
import { createDynamoAddressUses } from '../../adapters/dynamodb/address-uses.ts';
import { createDynamoSuppressedAddresses } from '../../adapters/dynamodb/suppressed-addresses.ts';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import type { AddressBook } from '../../app/ports/address-book.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { weakenMoment } from '../../engine/channels/weak-moment.ts';
import type { AddressStatement } from '../../engine/model/address-statement.ts';
import { makeMessage } from '../harness/sending-setup.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const address = 'anna@example.com';

describe.each(['memory', 'dynamodb'])('the address book on %s', (engine) => {
  async function open(): Promise<AddressBook> {
    if (engine === 'memory') return createMemoryAddressBook();
    return createDynamoAddressBook(database.client, {
      identities: await database.createTable('identities'),
      timeline: await database.createTable('timeline'),
    });
  }

  async function openUses() {
    if (engine === 'memory') return createMemoryAddressBook();
    const identities = await database.createTable('identities');
    const timeline = await database.createTable('timeline');
    return {
      ...createDynamoAddressBook(database.client, { identities, timeline }),
      ...createDynamoAddressUses(database.client, identities),
    };
  }

  async function openSuppressions() {
    if (engine === 'memory') return createMemoryAddressBook();
    const identities = await database.createTable('identities');
    const timeline = await database.createTable('timeline');
    return {
      ...createDynamoAddressBook(database.client, { identities, timeline }),
      ...createDynamoSuppressedAddresses(database.client, identities),
    };
  }

  const say = (book: AddressBook, key: string, state: 'granted' | 'denied', at: number) =>
    book.keep({ channel: 'email', address, kind: 'consent', key, consent: { state, at } });
  const read = (book: AddressBook) => book.read('email', address, { consistent: true });

  it('knows nothing of an address of which nothing was said, on its channel', async () => {
    const book = await open();
    await book.keep({ channel: 'sms', address, kind: 'shared' });
    expect(await read(book)).toBeUndefined();
  });

  it('keeps when the person last wrote, in any order', async () => {
    const book = await open();
    for (const at of [20, 30, 10]) await book.keep({ channel: 'whatsapp', address, kind: 'heard', at });
    expect((await book.read('whatsapp', address, { consistent: true }))?.heardAt).toBe(30);
  });

  it('keeps the last use, in any order, and another one in place of a use that is withdrawn', async () => {
    const book = await openUses();
    const readUsed = async () => (await book.read('email', address, { consistent: true }))?.usedAt;
    for (const at of [20, 30, 10]) await book.keepUse({ channel: 'email', address, at });
    expect(await readUsed()).toBe(30);
    await book.keepUse({ channel: 'email', address, at: 25, withdrawn: [40, 20] });
    expect(await readUsed()).toBe(30);
    for (let round = 0; round < 2; round++)
      await book.keepUse({ channel: 'email', address, at: 25, withdrawn: [40, 30] });
    expect(await readUsed()).toBe(25);
    await book.keepUse({ channel: 'email', address, withdrawn: [24] });
    expect(await readUsed()).toBe(25);
    await book.keepUse({ channel: 'email', address, withdrawn: [25] });
    await book.keepUse({ channel: 'email', address });
    expect(await readUsed()).toBeUndefined();
  });

  it('keeps the latest holder of a device, and of two at one moment the greater id, in any order', async () => {
    const book = await open();
    const hold = (profileId: string, at: number, former?: string) =>
      book.keep({
        ...{ channel: 'push', address, kind: 'holder' },
        holder: { profileId, at, ...omitAbsent({ former }) },
      });
    const readHolder = async () => (await book.read('push', address, { consistent: true }))?.holder;
    await hold('P1', 20, 'P0');
    await hold('P9', 3);
    expect(await readHolder()).toEqual({ profileId: 'P1', at: 20, former: 'P0' });
    await hold('P0', 20);
    expect(await readHolder()).toEqual({ profileId: 'P1', at: 20, former: 'P0' });
    await hold('P2', 20);
    await hold('P0', 100);
    expect(await readHolder()).toEqual({ profileId: 'P0', at: 100 });
  });

  it('keeps the latest consent, and of two at one moment the no, in any order', async () => {
    const book = await open();
    await say(book, 'email', 'denied', 20);
    await say(book, 'email', 'granted', 20);
    await say(book, 'email', 'granted', 10);
    await say(book, 'email/news', 'granted', 20);
    await say(book, 'email/news', 'denied', 19);
    expect(await read(book)).toEqual({
      isSuppressed: false,
      isShared: false,
      consents: { email: 'denied', 'email/news': 'granted' },
      deniedAt: { email: 20 },
      grantedAt: { 'email/news': 20 },
    });
    await say(book, 'email', 'granted', 21);
    expect((await read(book))?.consents['email']).toBe('granted');
  });

  it.each([true, false])('keeps a no over an imported yes, in either order (%s)', async (isFirst) => {
    const book = await open();
    const [yes, no] = [weakenMoment(1_700_000_000_000), Date.parse('0001-01-01T00:00:00Z')];
    if (isFirst) await say(book, 'email', 'denied', no);
    await say(book, 'email', 'granted', yes);
    if (!isFirst) await say(book, 'email', 'denied', no);
    expect((await read(book))?.deniedAt).toEqual({ email: no });
  });

  it('keeps which yes to a topic is confirmed; at one moment the stricter wins, in any order', async () => {
    const confirmed = (book: AddressBook, at: number) =>
      book.keep({
        channel: 'email',
        address,
        kind: 'consent',
        key: 'email/news',
        consent: { state: 'granted', at, confirmed: true },
      });
    const book = await open();
    await confirmed(book, 20);
    await say(book, 'email/news', 'granted', 20);
    const whole = { consents: { 'email/news': 'granted' }, grantedAt: { 'email/news': 20 } };
    expect(await read(book)).toMatchObject({ ...whole, confirmedAt: { 'email/news': 20 } });
    await say(book, 'email/news', 'denied', 20);
    await confirmed(book, 20);
    expect(await read(book)).toMatchObject({ deniedAt: { 'email/news': 20 } });
    await say(book, 'email/news', 'granted', 21);
    expect((await read(book))?.confirmedAt).toBeUndefined();
    await confirmed(book, 21);
    expect((await read(book))?.confirmedAt).toEqual({ 'email/news': 21 });
  });

  it('keeps that a person lists it, apart from whether it is shared', async () => {
    const book = await open();
    for (let round = 0; round < 2; round++) await book.keep({ channel: 'email', address, kind: 'listed' });
    expect(await read(book)).toEqual({ isSuppressed: false, isListed: true, isShared: false, consents: {} });
  });

  it('keeps for good that an address is suppressed, and that it is shared', async () => {
    const book = await open();
    for (let round = 0; round < 2; round++) {
      await book.keep({ channel: 'email', address, kind: 'suppressed', reason: 'bounced' });
      await book.keep({ channel: 'email', address, kind: 'shared' });
    }
    expect(await read(book)).toEqual({
      isSuppressed: true,
      suppressedBy: 'bounced',
      isShared: true,
      consents: {},
    });
  });

  it('keeps a complaint apart from a failure, in either order', async () => {
    for (const reasons of [['complained', 'bounced'] as const, ['bounced', 'complained'] as const]) {
      const book = await open();
      await book.keep({ channel: 'email', address, kind: 'suppressed', reason: 'complained' });
      expect(await read(book)).toEqual({
        isSuppressed: false,
        hasComplained: true,
        isShared: false,
        consents: {},
      });
      for (const reason of reasons)
        await book.keep({ channel: 'email', address, kind: 'suppressed', reason });
      expect(await read(book)).toMatchObject({ isSuppressed: true, hasComplained: true });
    }
  });

  it('keeps each temporary failure once, and forgets those before a delivery, in any order', async () => {
    const reports = [1, 2, 3].map((at) => ({ report: `m${at}:bounced:transient`, at }));
    const bounce = { channel: 'email', address, kind: 'softBounce' } as const;
    const delivered = { channel: 'email', address, kind: 'delivered' } as const;
    const statements: readonly AddressStatement[] = [
      ...reports.map((each) => ({ ...bounce, bounce: each })),
      { ...bounce, bounce: { report: 'm4:bounced:transient', at: 4, isExpired: true } },
      { ...delivered, at: 2, forgotten: ['m1:bounced:transient', 'm2:bounced:transient'] },
      { ...delivered, at: 1 },
    ];
    for (const order of [statements, statements.toReversed(), [...statements, ...statements]]) {
      const book = await open();
      for (const statement of order) await book.keep(statement);
      const softBounces = (await read(book))?.softBounces?.toSorted((left, right) => left.at - right.at);
      expect(softBounces).toEqual([
        { report: 'm3:bounced:transient', at: 3 },
        { report: 'm4:bounced:transient', at: 4, isExpired: true },
      ]);
      await book.keep({ ...delivered, at: 4 });
      expect((await read(book))?.softBounces).toBeUndefined();
    }
  });

  it('lists what is suppressed, and lifts it', async () => {
    const book = await openSuppressions();
    for (const reason of ['complained', 'operator'] as const)
      await book.keep({ channel: 'email', address, kind: 'suppressed', reason });
    await book.keep({ channel: 'sms', address: '+391', kind: 'suppressed', reason: 'invalid' });
    await book.keep({ channel: 'email', address: 'b@example.com', kind: 'shared' });
    const { addresses } = await book.list(undefined);
    expect([...addresses].sort((left, right) => (left.channel < right.channel ? -1 : 1))).toEqual([
      { channel: 'email', address, reasons: ['operator', 'complained'] },
      { channel: 'sms', address: '+391', reasons: ['invalid'] },
    ]);
    expect(await book.release('email', address)).toBe(true);
    expect(await book.release('email', address)).toBe(false);
    expect(await book.release('email', 'new@example.com')).toBe(false);
    expect(await book.read('email', address, { consistent: true })).toEqual({
      isSuppressed: false,
      isShared: false,
      consents: {},
    });
    expect((await book.list(undefined)).addresses).toHaveLength(1);
  });

  it('gives the address to one message of a run, however often that one asks', async () => {
    const book = await open();
    let now = 1_800_000_000;
    const claim = (run: string, id: string, to = address) =>
      book.claim(run, makeMessage({ id, to, channel: 'email' }), 1_900_000_000, now);
    expect(await claim('spring:1', 'm1')).toBe(true);
    expect(await claim('spring:1', 'm2')).toBe(false);
    expect(await claim('spring:1', 'm1')).toBe(true);
    expect(await claim('spring:2', 'm2')).toBe(true);
    expect(await claim('spring:1', 'm2', 'b@example.com')).toBe(true);
    const readClaim = (run: string) => book.readClaim(run, 'email', address);
    expect(await readClaim('spring:1')).toEqual({ id: 'm1', expiresAt: 1_900_000_000 });
    expect(await readClaim('spring:3')).toBeUndefined();
    now = 1_900_000_000;
    expect(await claim('spring:1', 'm2')).toBe(true);
    expect(await readClaim('spring:1')).toMatchObject({ id: 'm2' });
  });
});
