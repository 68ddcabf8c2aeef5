/** What an erased person and the providers state later about her address: it is kept, and the address is not. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutSuppressedDestinationCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SesService } from '../../../local/services/ses/ses.ts';
import { makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { readHeaders } from '../services/ses/parse-sent.ts';
import { listTexts } from './find-marks.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
${makeOptOutPolicy()}
---
kind: template
id: news
status: live
channel: email
class: promotional
content: { subject: News, html: '<p>News. <a href="{{ preferences_url }}">Choose</a></p>' }
---
kind: template
id: note
status: live
channel: sms
class: promotional
content: { body: 'A note.' }
---
kind: rule
id: news
status: live
trigger: { event: Pinged }
actions: [{ send: news }, { send: note }]
`;

const email = 'zqada@example.com';
const phone = '+41791987654';
const hour = 3_600_000;

let session: Session;
let unsubscribe: string;
let preferences: string;
beforeAll(async () => {
  session = await openPublished(documents);
  // The first minute: publish-config creates the key of links.
  await session.advance(120_000);
  await signUp();
  const [mail] = session.emailsTo(email);
  const mime = (session.cloud.services.get('ses') as SesService).compose(mail?.id ?? '');
  unsubscribe = /^<([^>]+)>/.exec(readHeaders(mime, 'List-Unsubscribe')[0] ?? '')?.[1] ?? '';
  preferences = /href="([^"]+\/p\/[^"]+)"/.exec(mail?.html ?? '')?.[1] ?? '';
  const { text, exitCode } = await session.percorso('erase', 'userId:ada', '--yes');
  expect(exitCode, text).toBe(0);
  // Later than the moment of the erasure.
  await session.advance(10_000);
});
afterAll(() => session.close());

async function signUp(): Promise<void> {
  const context = { consent: { email: true, sms: true } };
  await session.put({ name: 'Signed Up', detail: { userId: 'ada', traits: { email, phone }, context } });
  expect(await session.settle()).toEqual({});
  await session.put({ name: 'Pinged', detail: { userId: 'ada' } });
  expect(await session.settle()).toEqual({});
}

const countTexts = () =>
  session.cloud.messages().filter(({ channel, text }) => channel === 'sms' && text?.startsWith('A note'))
    .length;

/** Keys of the identity table that name an address of hers. */
async function findItems(): Promise<readonly string[]> {
  const { Items = [] } = await session.dynamodb.send(
    new ScanCommand({ TableName: session.output('IdentitiesTable') }),
  );
  const isHers = (text: string) => text.includes(email) || text.includes(phone);
  return Items.filter((item) => listTexts({ M: item }).some(isHers)).map((item) => item['pk']?.S ?? '');
}

it('her link to unsubscribe answers as before, and her preference centre has expired', async () => {
  expect([session.emailsTo(email).length, countTexts()]).toEqual([1, 1]);
  expect(await findItems()).toEqual([]);
  const events = session.cloud.events.accepted().length;
  const body = 'List-Unsubscribe=One-Click';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const _time of ['once', 'twice']) {
    const answer = await fetch(unsubscribe, { method: 'POST', body, headers });
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('You are unsubscribed'),
    ]);
  }
  for (const method of ['GET', 'POST']) {
    const page = await fetch(preferences, {
      method,
      ...(method === 'POST' && { body: 'everything=1', headers }),
    });
    expect([method, page.status]).toEqual([method, 410]);
    expect(await page.text()).toContain('Nothing was changed');
  }
  expect(await findItems()).toEqual([]);
  expect(session.cloud.events.accepted().length, 'there is no one to report it to').toBe(events);
});

it('STOP from her phone is confirmed once, and no item of her number is left', async () => {
  await fetch(`${session.cloud.endpoint}/_local/sms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: phone, to: '+390212345678', text: 'Stop' }),
  });
  await session.advance(2000);
  expect(await session.settle()).toEqual({});
  expect(session.cloud.messages().at(-1)).toMatchObject({ channel: 'sms', to: phone, provider: 'sms-voice' });
  expect(await findItems()).toEqual([]);
});

it('an entry of the suppression list of SES, and an operator, write no item of her address', async () => {
  const ses = new SESv2Client({
    endpoint: session.cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await ses.send(new PutSuppressedDestinationCommand({ EmailAddress: email, Reason: 'BOUNCE' }));
  ses.destroy();
  await session.advance(2 * hour, hour);
  expect(await session.settle()).toEqual({});
  expect(await findItems()).toEqual([]);
  const { exitCode, errors } = await session.percorso('suppress', email, '--reason', 'letter');
  expect([exitCode, errors]).toEqual([2, expect.stringContaining('The person of this address was erased.')]);
  expect(await findItems()).toEqual([]);
});

it('holds again when she comes back with a yes: no message reaches either address', async () => {
  await signUp();
  expect([...(await findItems())].sort()).toEqual([
    `address#email#${email}`,
    `address#sms#${phone}`,
    `email#${email}`,
    `phone#${phone}`,
  ]);
  expect([session.emailsTo(email).length, countTexts()]).toEqual([1, 1]);
  const { text } = await session.percorso('suppressions');
  expect(text).toMatch(new RegExp(`${email} +bounced`));
  expect((await session.percorso('consent', 'userId:ada')).text).toMatch(/denied: sms:!stop/);
});
