/** A stranger who knows a person's email: a form in a new session gives them no push and no SMS of the person. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listReasons, readPerson } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
consent: { push: opt-out, sms: opt-out }
sms: { statutoryHours: "off" }
---
kind: template
id: code
status: live
channel: push
class: transactional
content: { title: Code, body: Yours }
---
kind: template
id: code-sms
status: live
channel: sms
class: transactional
content: { body: Code }
---
kind: rule
id: code
status: live
trigger: { event: Code Requested }
actions: [{ send: code }, { send: code-sms }]
`;

let session: Session;
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(() => session.close());

const email = 'vera@example.com';
const [phone, otherPhone] = ['+393331230301', '+393331239991'];

async function say(name: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await session.advance(2_000);
  await session.put({ name, detail });
  expect(await session.settle()).toEqual({});
}

const describeDevice = (token: string) => ({ device: { type: 'ios', token } });

/** Where the messages to the person go. */
async function request(userId: string): Promise<string[]> {
  const before = session.cloud.messages().length;
  await say('Code Requested', { userId });
  return session.cloud
    .messages()
    .slice(before)
    .map(({ to }) => to)
    .sort();
}

it('a form in a new session does not bring in a device or a phone, in this event or a later one', async () => {
  const context = describeDevice('aaaa7777');
  await say('Signed Up', { userId: 'vera', anonymousId: 'own', traits: { email, phone }, context });
  await say('Newsletter Form', {
    anonymousId: 'fresh',
    traits: { email, phone: otherPhone, pushToken: 'apns:bad0bad1' },
    context: describeDevice('bad0bad0'),
  });
  await say('App Opened', { anonymousId: 'fresh', context: describeDevice('bad0bad0') });
  await say('Feedback Form', { traits: { email, pushToken: 'apns:bad0bad2' } });
  expect(await request('vera')).toEqual([phone, 'aaaa7777']);
  expect(listReasons(await readPerson(session, 'userId:vera')).filter((line) => /weak/.test(line))).toEqual([
    'trait:pushToken: weak_identity',
    'device: weak_identity',
    'trait:phone: weak_identity',
    'trait:pushToken: weak_identity',
  ]);
});

it('a form that came before the person signed up does not either', async () => {
  const traits = { email: 'nora@example.com' };
  await say('Newsletter Form', { anonymousId: 'early', traits, context: describeDevice('bad0bad3') });
  await say('Signed Up', { userId: 'nora', traits, context: describeDevice('aaaa8888') });
  await say('App Opened', { anonymousId: 'early', context: describeDevice('bad0bad3') });
  expect(await request('nora')).toEqual(['aaaa8888']);
});

it('the own sessions of a person state devices, and a system states phones', async () => {
  await say('App Opened', { anonymousId: 'phone', context: describeDevice('aaaa9991') });
  await say('Signed Up', { userId: 'lara', anonymousId: 'phone', traits: { email: 'lara@example.com' } });
  await say('Signed In', { userId: 'lara', anonymousId: 'tablet' });
  await say('App Opened', { anonymousId: 'tablet', context: describeDevice('aaaa9992') });
  await say('Contact Changed', { traits: { email: 'lara@example.com', phone: otherPhone } });
  expect(await request('lara')).toEqual([otherPhone, 'aaaa9991', 'aaaa9992']);
  expect(listReasons(await readPerson(session, 'userId:lara'))).toContain('trait:phone: weak_identity_kept');
});

it('a call with the phone of a form does not reach the person whose email the form stated', async () => {
  const traits = { email: 'mina@example.com', phone: '+393331230311' };
  const strangers = '+393331239981';
  await say('Signed Up', { userId: 'mina', anonymousId: 'minas', traits });
  await say('Newsletter Form', {
    anonymousId: 'unknown-1',
    traits: { email: traits.email, phone: strangers },
  });
  await say('Page Viewed', { anonymousId: 'unknown-1', traits: { phone: strangers } });
  await say('Called', { traits: { phone: strangers, first_name: 'Mallory' } });
  expect(await request('mina')).toEqual([traits.phone]);
  const caller = await readPerson(session, `phone:${strangers}`);
  expect(caller.profileId).not.toBe((await readPerson(session, 'userId:mina')).profileId);
});

it('a form of a stranger changes neither an address nor the moment at which the person stated it', async () => {
  const traits = { email: 'olga@example.com', phone: '+393331230321' };
  await say('Signed Up', { userId: 'olga', anonymousId: 'olgas', traits });
  const before = (await session.ask<{ traits: object }>('profile', 'userId:olga')).traits;
  await say('Newsletter Form', { anonymousId: 'unknown-2', traits: { ...traits, phone: null } });
  await say('Newsletter Form', { anonymousId: 'unknown-2', traits });
  expect((await session.ask<{ traits: object }>('profile', 'userId:olga')).traits).toEqual(before);
});

it('percorso profile marks what a stranger stated as not used, and not what the person stated', async () => {
  const traits = { email: 'pia@example.com', phone: '+393331230331' };
  const strangers = '+393331239971';
  await say('Signed Up', { userId: 'pia', anonymousId: 'pias', traits });
  await say('Page Viewed', { anonymousId: 'pias', traits: { phone: traits.phone } });
  const externalIds = [{ type: 'loyalty', id: '77' }];
  const form = { anonymousId: 'unknown-3', traits: { email: traits.email, phone: strangers } };
  await say('Newsletter Form', { ...form, context: { externalIds } });
  type Shown = { identifiers: { value: string; isForeign?: true }[] };
  const { identifiers } = await session.ask<Shown>('profile', 'userId:pia');
  expect(Object.fromEntries(identifiers.map(({ value, isForeign }) => [value, isForeign === true]))).toEqual({
    pia: false,
    [traits.email]: false,
    [traits.phone]: false,
    pias: false,
    'unknown-3': false,
    [strangers]: true,
    'loyalty:77': true,
  });
  const { text } = await session.percorso('profile', 'userId:pia');
  expect(text.match(/not used: stated by a session that is not the person's/g)).toHaveLength(2);
  expect(text).not.toContain('leads to no profile');
});
