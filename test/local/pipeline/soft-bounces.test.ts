/** Addresses that fail: temporarily in a row, permanently, or on the account's list, before a person has them. */
import { PutSuppressedDestinationCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailings } from './config.ts';
import { listMessages, readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
  await session.publish(mailings);
});
afterAll(() => session.close());

const minute = 60_000;

async function say(name: string, userId: string, email: string): Promise<void> {
  await session.put({ name, detail: { userId, traits: { email } } });
  expect(await session.settle()).toEqual({});
}

async function listOutcomes(userId: string): Promise<string[]> {
  const messages = listMessages(await readPerson(session, `userId:${userId}`));
  return messages.map(({ state, reason }) => (reason === undefined ? String(state) : `${state}: ${reason}`));
}

it('five temporary failures in a row stop both classes, and expired messages count apart', async () => {
  const full = 'softbounce+ada@simulator.amazonses.com';
  for (let count = 0; count < 5; count += 1) await say('Receipt Due', 'ada', full);
  await say('Receipt Due', 'ada', full);
  await say('Offer Made', 'ada', full);
  const refused = 'suppressed: suppressed_address';
  expect((await listOutcomes('ada')).toSorted()).toEqual([...Array(5).fill('sent'), refused, refused]);
  expect(session.emailsTo(full)).toHaveLength(5);
  const unreachable = 'expired+bo@simulator.amazonses.com';
  for (let count = 0; count < 6; count += 1) await say('Receipt Due', 'bo', unreachable);
  expect(await listOutcomes('bo')).toEqual(Array(6).fill('sent'));
});

it('an address on the list of the account is suppressed before a person has it', async () => {
  const ses = new SESv2Client({
    endpoint: session.cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const [EmailAddress, Reason] of [
    ['Gone@example.com', 'BOUNCE'],
    ['angry@example.com', 'COMPLAINT'],
  ] as const) {
    await ses.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }));
  }
  await session.advance(61 * minute);
  for (const [userId, address] of [
    ['gil', 'gone@example.com'],
    ['amy', 'angry@example.com'],
  ] as const) {
    await say('Receipt Due', userId, address);
    await say('Offer Made', userId, address);
  }
  const refused = 'suppressed: suppressed_address';
  expect(await listOutcomes('gil')).toEqual([refused, refused]);
  // A complaint is about promotional messages.
  expect((await listOutcomes('amy')).toSorted()).toEqual(['sent', refused]);
});
