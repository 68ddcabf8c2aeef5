/** SMS of two-way numbers on the local cloud: published on the topic, received by the deployed bundle. */
import {
  DeleteOptedOutNumberCommand,
  PinpointSMSVoiceV2Client,
  PutOptedOutNumberCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { offersAndParcels } from './config.ts';
import { openSession, type Session } from './session.ts';

const phone = '+393331234567';
const stranger = '+393339999999';
const ours = '+390212345678';
const minute = 60_000;

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const config = (at: number) => `
kind: template
id: offer
status: live
channel: sms
class: promotional
content: { body: "Offer." }
---
kind: template
id: parcel
status: live
channel: sms
class: transactional
content: { body: "Your parcel is on its way." }
---
kind: template
id: thanks
status: live
channel: sms
class: transactional
content: { body: "Thank you for {{ event.properties.text }}" }
---
${offersAndParcels(at)}
---
kind: rule
id: thanks
status: live
trigger: { event: Message Replied, source: percorso }
condition: { event: { properties: { text: [{ prefix: "5" }] } } }
actions: [{ send: thanks }]
`;

function textsTo(number: string): readonly (string | undefined)[] {
  return session.cloud
    .messages()
    .filter(({ channel, to }) => channel === 'sms' && to === number)
    .map(({ text }) => text);
}

/** What a phone sends, by the control API of the local cloud. */
async function reply(from: string, text: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const answer = await fetch(`${session.cloud.endpoint}/_local/sms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from, to: ours, text, ...more }),
  });
  expect(answer.status).toBe(200);
  await session.advance(2000);
  await session.settle();
}

/** Runs the campaign, and returns what the number got of it. */
async function runCampaign(number: string): Promise<number> {
  const before = textsTo(number).filter((text) => text === 'Offer.').length;
  const { text, exitCode } = await session.publish(config(session.cloud.clock.now() + 5 * minute));
  expect(exitCode, text).toBe(0);
  await session.advance(10 * minute);
  const dead = await session.settle();
  expect(Object.values(dead).every((count) => count === 0)).toBe(true);
  return textsTo(number).filter((each) => each === 'Offer.').length - before;
}

function signUp(userId: string, number: string) {
  const traits = { phone: number, country: 'IT' };
  return session.put({ name: 'Signed Up', detail: { userId, traits, context: { consent: { sms: true } } } });
}

it('STOP ends the messages of a campaign and of a rule, and START brings them back', async () => {
  await signUp('anna', phone);
  await session.settle();
  expect(await runCampaign(phone)).toBe(1);

  await reply(phone, '“Stop”');
  expect(textsTo(phone).at(-1)).toContain('Iscrizione annullata');
  expect(session.cloud.messages().at(-1)).toMatchObject({ from: ours, provider: 'sms-voice' });
  expect(await runCampaign(phone)).toBe(0);
  await session.put({ name: 'Shipped', detail: { userId: 'anna' } });
  await session.settle();
  expect(textsTo(phone)).not.toContain('Your parcel is on its way.');
  const { text } = await session.percorso('consent', 'userId:anna');
  expect(text).toMatch(/sms:!stop\s+denied: STOP and START/);
  expect(text).toContain('sms');

  await reply(phone, 'START');
  expect(textsTo(phone).at(-1)).toContain('Puoi ricevere di nuovo');
  expect(await runCampaign(phone)).toBe(1);
  await session.put({ name: 'Shipped', detail: { userId: 'anna' } });
  await session.settle();
  expect(textsTo(phone)).toContain('Your parcel is on its way.');
}, 240_000);

it('STOP of an unknown number holds for the person who comes later', async () => {
  await reply(stranger, 'ABMELDEN');
  expect(textsTo(stranger)).toEqual([expect.stringContaining('abgemeldet')]);
  await signUp('bruno', stranger);
  await session.settle();
  expect(await runCampaign(stranger)).toBe(0);
}, 120_000);

it('a reply to a short code is answered from it', async () => {
  await reply('+12065550199', 'STOP', { to: '54321' });
  expect(session.cloud.messages().at(-1)).toMatchObject({ to: '+12065550199', from: '54321' });
}, 60_000);

/** As an operator does by the console: Percorso receives no reply. */
async function changeList(...commands: readonly (PutOptedOutNumberCommand | DeleteOptedOutNumberCommand)[]) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const { endpoint } = session.cloud;
  const client = new PinpointSMSVoiceV2Client({ endpoint, region: 'us-east-1', credentials });
  for (const command of commands) await client.send(command);
  client.destroy();
  await session.advance(90 * minute);
  await session.settle();
}

it('a number on the list of the provider gets no message, with or without a profile, until START', async () => {
  const [known, later] = ['+393335550123', '+393335550124'] as const;
  await signUp('carla', known);
  await session.settle();
  expect(await runCampaign(known)).toBe(1);
  const entries = [known, later].map((each) => ({ OptOutListName: 'Default', OptedOutNumber: each }));
  await changeList(...entries.map((entry) => new PutOptedOutNumberCommand(entry)));
  // From now on the provider would deliver: only Percorso has stopped them.
  const lift = ['unsuppress', known, '--channel', 'sms', '--reason', 'asked by phone'];
  expect((await session.percorso(...lift)).text).toContain('removed from the opt-out list Default');
  expect((await session.percorso(...lift)).text).toContain(
    'opt-out list Default of the provider does not have',
  );
  await changeList(...entries.slice(1).map((entry) => new DeleteOptedOutNumberCommand(entry)));
  const { text } = await session.percorso('consent', 'userId:carla');
  expect(text).toMatch(/sms:!stop\s+denied/);
  await signUp('dario', later);
  await session.settle();
  expect([await runCampaign(known), textsTo(later)]).toEqual([0, []]);
  await reply(known, 'START');
  expect(await runCampaign(known)).toBe(1);
}, 240_000);

it('any other text is a touchpoint, once, and one that looks like a wish to stop is answered once', async () => {
  await reply(phone, '5 stars', { id: 'one' });
  await reply(phone, '5 stars', { id: 'one' });
  expect(textsTo(phone).filter((text) => text === 'Thank you for 5 stars')).toHaveLength(1);
  const before = textsTo(phone).length;
  for (const text of ['non scrivetemi più', 'STOP 12345']) await reply(phone, text);
  expect(textsTo(phone).slice(before)).toEqual([expect.stringContaining('la sola parola STOP')]);
  const { text, exitCode } = await session.percorsoAs('OperatorAccess', 'replies');
  expect(exitCode, text).toBe(0);
  expect(text).toMatch(/\+393331234567 +\S+ +\S+ +open +STOP 12345\n.*open +non scrivetemi più/);
  expect(text).toContain('percorso suppress +393331234567 --channel sms');
  const done = /percorso replies done (\S+)/.exec(text)?.[1] ?? '';
  for (const _repeat of [1, 2]) {
    const decision = await session.percorsoAs('OperatorAccess', 'replies', 'done', done);
    expect(decision.exitCode, decision.text).toBe(0);
    expect(decision.text).toContain(`The reply ${done} of ${phone} is done`);
  }
  expect((await session.percorso('replies')).text).not.toContain('STOP 12345');
  expect((await session.percorso('replies', '--all')).text).toMatch(/done \S+ \S+ by .* STOP 12345/);
  const unknown = await session.percorso('replies', 'done', 'unknown');
  expect(unknown).toMatchObject({ exitCode: 2, text: expect.stringContaining('has the id "unknown"') });
  expect((await session.percorso('timeline', 'userId:anna')).text).toContain('Message Replied');
}, 120_000);

it('a text of an unknown number creates a profile where the policy says so, and its rules act', async () => {
  const number = '+393337777777';
  const at = session.cloud.clock.now() + 5 * minute;
  const { text, exitCode } = await session.publish(`${config(at)}---
kind: policy
id: policy
status: live
replies: { unknownNumbers: create }
`);
  expect(exitCode, text).toBe(0);
  await session.advance(2 * minute);
  await reply(number, '5 of 5');
  expect(textsTo(number)).toEqual(['Thank you for 5 of 5']);
  expect((await session.percorso('timeline', `phone:${number}`)).text).toContain('Message Replied');
  await reply(number, '5 again');
  expect(textsTo(number).at(-1)).toBe('Thank you for 5 again');
  expect((await session.percorso('rejected')).text).not.toContain('profile_unknown');
}, 120_000);
