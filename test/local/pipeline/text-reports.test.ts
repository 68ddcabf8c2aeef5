/** Text messages by End User Messaging: what is sent and billed, and reports, which name only AWS's own id. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listMessages, listRejected, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

const config = `
kind: template
id: hello
status: live
channel: sms
class: transactional
content: { body: "Hello {{ profile.traits.first_name }}" }
---
kind: rule
id: hello
status: live
trigger: { event: Signed Up }
actions: [{ send: hello }]
---
kind: template
id: reply
status: live
channel: sms
class: transactional
transliterate: true
content: { body: "“{{ event.properties.question }}” – we’ll call you…" }
---
kind: rule
id: reply
status: live
trigger: { event: Question Asked }
actions: [{ send: reply }]
---
kind: policy
id: contact
status: live
sms:
  prices: { IT: 0.07 }
  maxParts: 2
  originations: { IT: "+390299999999", FR: Lucerna }
  dailyParts: 2
consent: { sms: opt-out }
---
kind: template
id: sale
status: live
channel: sms
class: promotional
content: { body: "Sale" }
---
kind: rule
id: sale
status: live
trigger: { event: Sale Begun }
actions: [{ send: sale }]
`;

let folder: string;
let session: Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'percorso-voice-'));
  const context = [
    '-c',
    'sms=sms-voice',
    '-c',
    'smsOrigination=Percorso',
    '-c',
    'smsOriginations=+390299999999,Lucerna',
    ...['pinpointApplicationId=', 'whatsapp='].flatMap((each) => ['-c', each]),
  ];
  const words = ['run', '--silent', 'synth:local', '--', '--output', folder, ...context];
  await promisify(execFile)('npm', words, { cwd: resolve(import.meta.dirname, '../../..') });
  session = await openSession({ cdkOut: folder, startAt: '2026-11-24T10:00:00Z' });
  await session.publish(config);
});
afterAll(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

function signUp(userId: string, phone: string) {
  return { name: 'Signed Up', detail: { userId, traits: { phone, first_name: userId } } };
}

it('notes what became of each message, and never writes again to a number that is none', async () => {
  const failures = [
    'unreachable',
    'invalid',
    'carrier_blocked',
    'blocked',
    'ttl_expired',
    'carrier_unreachable',
  ];
  failures.push('invalid_message', 'spam', 'unknown', 'protect_blocked');
  const suffix = (index: number) => String(index + 1).padStart(4, '0');
  await session.put(signUp('rosa', '+390612345678'));
  await session.put(
    ...failures.map((status, index) => signUp(`user-${status}`, `+39061234${suffix(index)}`)),
  );
  expect(await session.settle()).toEqual({});
  const [delivered] = listMessages(await readPerson(session, 'userId:rosa'));
  expect(delivered).toMatchObject({ state: 'sent', outcomes: { delivered: expect.any(Number) } });
  for (const [index, status] of failures.entries()) {
    const [message] = listMessages(await readPerson(session, `userId:user-${status}`));
    // The carrier never reported: the message may have arrived.
    const outcomes = status === 'unknown' ? [] : ['failed'];
    expect([status, message?.state, Object.keys(message?.outcomes ?? {})]).toEqual([
      status,
      'sent',
      outcomes,
    ]);
    const suppressed =
      status === 'invalid' ? { sms: { address: `+39061234${suffix(index)}`, reason: 'invalid' } } : {};
    expect((await readProfile(session, `userId:user-${status}`)).suppressions ?? {}).toMatchObject(
      suppressed,
    );
  }
});

it('sends typographic text as GSM characters, counts its parts and price, and no more parts than allowed', async () => {
  const ask = (question: string) => ({
    name: 'Question Asked',
    detail: { userId: 'lina', traits: { phone: '+390612345679' }, properties: { question } },
  });
  await session.put(ask('Città è “mia”?'), ask('a'.repeat(400)));
  expect(await session.settle()).toEqual({});
  const bodies = session.cloud.messages().map(({ text }) => text);
  expect(bodies).toContain('"Città è "mia"?" - we\'ll call you...');
  expect(bodies.filter((body) => body?.includes('aaaa'))).toEqual([]);
  const refused = listMessages(await readPerson(session, 'userId:lina')).filter(
    ({ state }) => state === 'suppressed',
  );
  expect(refused).toMatchObject([{ reason: 'too_many_parts' }]);
  const { text } = await session.percorso('statistics', 'rule:reply', '--by', 'country');
  expect(text).toMatch(/rule:reply IT +1 part: \$0\.07/);
});

it('sends from the origination of the country, and holds what exceeds the parts of the day', async () => {
  const begin = (userId: string, phone: string) => ({
    name: 'Sale Begun',
    detail: { userId, traits: { phone } },
  });
  const sales = () => session.cloud.messages().filter(({ text }) => text === 'Sale');
  await session.put(begin('s1', '+390612345681'), begin('s2', '+33612345681'), begin('s3', '+34612345681'));
  await session.advance(60_000);
  expect(sales()).toHaveLength(2);
  const day = sales()[0]?.time.slice(0, 10) ?? '';
  await session.advance(26 * 3_600_000);
  expect(await session.settle()).toEqual({});
  const sent = new Map(sales().map(({ to, from }) => [to, from]));
  expect(Object.fromEntries(sent)).toEqual({
    '+390612345681': '+390299999999',
    '+33612345681': 'Lucerna',
    '+34612345681': 'Percorso',
  });
  expect(sales().filter(({ time }) => time.startsWith(day))).toHaveLength(2);
});

it('skips the reports of other senders in the account, without a dead letter or a rejection', async () => {
  const client = new PinpointSMSVoiceV2Client({
    endpoint: session.cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(
    new SendTextMessageCommand({
      DestinationPhoneNumber: '+390612345678',
      OriginationIdentity: 'Others',
      MessageBody: 'Not of this stage',
    }),
  );
  client.destroy();
  expect(await session.settle()).toEqual({});
  expect(await listRejected(session)).toEqual([]);
  expect(listMessages(await readPerson(session, 'userId:rosa'))).toHaveLength(1);
});

it('warns of documents of channels that the stage does not have, and publishes them', async () => {
  const { text, exitCode } = await session.publish(`
kind: template
id: meta
status: live
channel: whatsapp
class: transactional
content: { body: "Hello" }
---
kind: rule
id: meta
status: live
trigger: { event: Meta Asked }
actions: [{ send: meta }]
---
kind: template
id: later
status: draft
channel: push
class: transactional
content: { title: "Hello", body: "Hello" }
`);
  expect(exitCode).toBe(0);
  const warning = 'This stage has no whatsapp channel: messages will end in the queue of undelivered events';
  // The push shows those of both documents, then the publication.
  expect(text.split(warning)).toHaveLength(5);
  expect(text).not.toContain('push');
  expect((await session.percorso('status')).text).toContain(warning);
  await session.put({ name: 'Meta Asked', detail: { userId: 'meta', traits: { phone: '+390612345699' } } });
  const ended = await session.settle();
  expect(Object.entries(ended)).toEqual([[expect.stringContaining('UndeliveredEvents'), 1]]);
});
