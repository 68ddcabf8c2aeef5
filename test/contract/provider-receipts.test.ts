/** Receipts keep their contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoProviderReceipts } from '../../adapters/dynamodb/provider-receipts.ts';
import { createMemoryProviderReceipts } from '../../adapters/memory/provider-receipts.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
});
afterAll(() => database.close());

describe.each(['memory', 'dynamodb'])('receipts on %s', (engine) => {
  const open = () =>
    engine === 'memory'
      ? createMemoryProviderReceipts()
      : createDynamoProviderReceipts(database.client, 'timeline');
  const owner = { profileId: 'P1', messageId: 'M1', address: '+390611111111' };

  it('find the message of a provider’s id, however often it is stored', async () => {
    const receipts = open();
    await receipts.keep('sms-voice', 'v#1', owner, 2_000_000_000);
    await receipts.keep('sms-voice', 'v#1', owner, 2_000_000_000);
    expect(await receipts.find('sms-voice', 'v#1')).toEqual(owner);
  });

  it('know nothing of other ids and other providers', async () => {
    const receipts = open();
    await receipts.keep('sms-voice', 'v-2', owner, 2_000_000_000);
    expect(await receipts.find('sms-voice', 'v-3')).toBeUndefined();
    expect(await receipts.find('pinpoint', 'v-2')).toBeUndefined();
    expect(await receipts.find('sms-voice', '__proto__')).toBeUndefined();
  });
});
