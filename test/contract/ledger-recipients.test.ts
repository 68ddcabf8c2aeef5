/** To whom each message went, in every ledger: the export of a person names the recipients. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMessageLedger } from '../../adapters/dynamodb/message-ledger.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import { makeMessage } from '../harness/sending-setup.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
});
afterAll(() => database.close());

const engines = {
  memory: () => createMemoryMessageLedger(new MemoryTable()),
  DynamoDB: () => createDynamoMessageLedger(database.client, 'timeline'),
};
const ids = () => ({ profileId: randomUUID(), id: randomUUID() });
const webhook = (url: string): CallWebhook => ({
  ...{ kind: 'CallWebhook', ...ids(), origin: 'rule:crm', url, method: 'POST' },
  ...{ headers: {}, body: {}, decidedAt: 1 },
});
const email = (more: Partial<SendMessage> = {}) =>
  makeMessage({ ...ids(), channel: 'email', to: 'ann@example.com', ...more });
const push = { channel: 'push', to: 'apns:a1', devices: ['gcm:b2', 'apns:c3'] } as const;

describe.each(Object.entries(engines))('the recipient of a message in the ledger in %s', (_name, open) => {
  it.each<[string, string | undefined, SendMessage | CallWebhook]>([
    ['address of an email', 'ann@example.com', email()],
    ['number of an SMS', '+41791234567', email({ channel: 'sms', to: '+41791234567' })],
    ['services of a push', 'apns gcm', email(push)],
    [
      'host of a webhook',
      'crm.example:8443',
      webhook('https://user:key@crm.example:8443/s3cret?token=s3cret'),
    ],
    ['nothing of a URL that is none', undefined, webhook('no url')],
    ['nothing of a test', undefined, email({ isTest: true })],
  ])('is the %s, from its claim on', async (_what, to, message) => {
    const ledger = open();
    const { profileId, id } = message;
    await ledger.claim(message, 'b1', 100, 9_999);
    expect((await ledger.read(profileId, id))?.to).toBe(to);
    await ledger.settle(profileId, id, 1, { state: 'sent', batch: 'b1', at: 200 });
    expect(await ledger.read(profileId, id)).toMatchObject({ state: 'sent' });
    expect((await ledger.read(profileId, id))?.to).toBe(to);
  });

  it('is that of the last attempt', async () => {
    const ledger = open();
    const message = email();
    const { profileId, id } = message;
    await ledger.claim(message, 'b1', 100, 9_999);
    expect(await ledger.reclaim(profileId, id, 1, 'b2', 300, 'other@example.com')).toBe(true);
    expect(await ledger.read(profileId, id)).toMatchObject({ attempt: 2, to: 'other@example.com' });
    expect(await ledger.reclaim(profileId, id, 2, 'b3', 400)).toBe(true);
    expect(await ledger.read(profileId, id)).toMatchObject({ attempt: 3, to: 'other@example.com' });
  });
});
