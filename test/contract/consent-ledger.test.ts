/** The consent ledger keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoConsentLedger } from '../../adapters/dynamodb/consent-ledger.ts';
import { createLazyConsentLedger } from '../../adapters/dynamodb/lazy-consent-ledger.ts';
import { createMemoryConsentLedger } from '../../adapters/memory/consent-ledger.ts';
import type { ConsentLedger, ConsentRecord } from '../../app/ports/consent-ledger.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

function makeRecord(saidAt: number, more: Partial<ConsentRecord> = {}): ConsentRecord {
  return {
    profileId: 'P1',
    touchpointId: `t${saidAt}`,
    name: 'Form Posted',
    source: 'shop',
    saidAt,
    receivedAt: saidAt + 5,
    consents: [{ key: 'email', stated: 'granted', from: saidAt, state: 'pending', effect: 'changed' }],
    ...more,
  };
}

describe.each(['memory', 'dynamodb'])('the consent ledger on %s', (engine) => {
  async function open(): Promise<ConsentLedger> {
    if (engine === 'memory') return createMemoryConsentLedger();
    const table = await database.createTable('timeline');
    // The function's own way to append.
    return {
      ...createDynamoConsentLedger(database.client, table),
      ...createLazyConsentLedger(database.client, table),
    };
  }

  it('gives back whole statements of one person, newest first, also from before 1970', async () => {
    const ledger = await open();
    const whole = makeRecord(1_700_000_000_000, {
      form: 'footer 💌',
      url: 'https://shop.example.com/?a=1',
      ip: '2001:db8::1',
      wording: { id: 'news', version: '3', language: 'it' },
      recordedBy: 'call centre',
      confirmed: true,
    });
    const refused = makeRecord(-5, {
      consents: [{ key: 'sms', stated: 'denied', from: -5, effect: 'refused' }],
    });
    for (const record of [makeRecord(10), whole, refused, makeRecord(20, { profileId: 'P2' })])
      await ledger.append(record);
    expect(await ledger.list('P1', 10)).toEqual({ records: [whole, makeRecord(10), refused] });
    expect(await ledger.list('P3', 10)).toEqual({ records: [] });
  });

  it('keeps one record per touchpoint: a second attempt replaces the first', async () => {
    const ledger = await open();
    await ledger.append(makeRecord(10));
    const again = makeRecord(10, {
      consents: [{ key: 'email', stated: 'granted', from: 10, state: 'denied', effect: 'overridden' }],
    });
    await ledger.append(again);
    await ledger.append(again);
    expect((await ledger.list('P1', 10)).records).toEqual([again]);
  });

  it('lists page by page', async () => {
    const ledger = await open();
    for (let at = 1; at <= 5; at++) await ledger.append(makeRecord(at));
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledger.list('P1', 2, cursor);
      seen.push(...page.records.map(({ saidAt }) => saidAt));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });
});
