/** Copies of messages keep their contract, in memory and on a DynamoDB engine. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoMessageCopies } from '../../adapters/dynamodb/message-copies.ts';
import { createMemoryMessageCopies } from '../../adapters/memory/message-copies.ts';
import { MessageCopyTooLargeError } from '../../app/ports/message-copies.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
  await database.createTable('timeline', 'timeline');
});
afterAll(() => database.close());

describe.each(['memory', 'dynamodb'])('copies of messages on %s', (engine) => {
  const open = () =>
    engine === 'memory'
      ? createMemoryMessageCopies()
      : createDynamoMessageCopies(database.client, 'timeline');
  const expiresAt = 2_000_000_000;
  const copy = { profileId: 'P1', messageId: 'M1', html: '<p>Città 💌</p>'.repeat(1_000), expiresAt };
  const headers = { subject: 'Città 💌', from: 'Lucerna <hello@example.com>' };

  it('are found as they were kept, however often, until their end', async () => {
    const copies = open();
    for (let round = 0; round < 2; round++) await copies.keep(copy);
    const { html } = copy;
    expect(await copies.find('P1', 'M1', expiresAt * 1000 - 1)).toEqual({ html });
    await copies.keep({ ...copy, ...headers });
    expect(await copies.find('P1', 'M1', expiresAt * 1000 - 1)).toEqual({ html, ...headers });
    expect(await copies.find('P1', 'M1', expiresAt * 1000)).toBeUndefined();
    expect(await copies.find('P1', 'M2', 0)).toBeUndefined();
    expect(await copies.find('P2', 'M1', 0)).toBeUndefined();
  });

  it('are refused when they are larger than an item', async () => {
    const html = randomBytes(420_000).toString('hex');
    await expect(open().keep({ ...copy, messageId: 'M3', html })).rejects.toThrow(MessageCopyTooLargeError);
  });
});
