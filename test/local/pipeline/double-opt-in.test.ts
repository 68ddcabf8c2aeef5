/** Double opt-in with the deployed bundles: from a form that is posted twice to the first email, and the proof of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SesService } from '../../../local/services/ses/ses.ts';
import { parseEmail } from '../services/ses/parse-sent.ts';
import { openSession, type Session } from './session.ts';

const minute = 60_000;

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const documents = `
kind: purpose
id: marketing
status: live
name: { en: News, it: Notizie }
doubleOptIn: { template: confirm, expires: P2D }
---
kind: purpose
id: surveys
status: live
name: { en: Surveys, it: Sondaggi }
doubleOptIn: { template: confirm }
---
kind: segment
id: subscribed
status: live
condition: { profile: { consents: { email: [granted] } } }
---
kind: rule
id: move
status: live
trigger: { event: Moved }
actions: [{ update: { traits: { email: { from: event.properties.email } } } }]
---
kind: template
id: confirm
status: live
channel: email
class: transactional
content: { subject: Please confirm, html: '<p><a href="{{ confirm_url }}">Yes</a></p>' }
---
kind: template
id: news
status: live
channel: email
class: promotional
content: { subject: News, html: "<p>News.</p>" }
---
kind: topic
id: weekly
status: live
name: { en: Weekly letter, it: Lettera settimanale }
---
kind: template
id: letter
status: live
channel: email
class: promotional
topic: weekly
content: { subject: Letter, html: "<p>Letter.</p>" }
---
kind: rule
id: shout
status: live
trigger: { event: Shouted }
actions: [{ send: news }]
---
kind: rule
id: write
status: live
trigger: { event: Wrote }
actions: [{ send: letter }]
`;

const address = 'anna@example.com';
const subjects = () => session.emailsTo(address).map(({ subject }) => subject);

async function put(name: string, context: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await session.put({ name, detail: { userId: 'anna', traits: { email: address }, context } });
  await session.settle();
}

async function readLink(to = address): Promise<string> {
  const asking = session.emailsTo(to).findLast(({ subject }) => subject === 'Please confirm');
  const mime = (session.cloud.services.get('ses') as SesService).compose(asking?.id ?? '');
  return /href="([^"]+)"/.exec((await parseEmail(mime)).html ?? '')?.[1] ?? '';
}

it('a yes is pending: one message asks for its confirmation, and nothing else is sent', async () => {
  const { text, exitCode } = await session.publish(documents);
  expect(exitCode, text).toBe(0);
  await session.advance(2 * minute);
  const wording = { id: 'footer-form', version: '3', language: 'en' };
  const form = { consent: { email: true }, consentSource: { form: 'footer', wording }, ip: '203.0.113.7' };
  await put('Form Posted', form);
  await put('Form Posted', form);
  await put('Shouted');
  expect(subjects()).toEqual(['Please confirm']);
}, 120_000);

it('opening the link confirms nothing, pressing the button does, also twice', async () => {
  const link = await readLink();
  expect(link.startsWith(`${session.output('PublicUrl')}/c/`)).toBe(true);
  for (const method of ['GET', 'HEAD']) expect((await fetch(link, { method })).status).toBe(200);
  await session.settle();
  await put('Shouted');
  expect(subjects()).toEqual(['Please confirm']);
  for (let press = 0; press < 2; press++) expect((await fetch(link, { method: 'POST' })).status).toBe(200);
  await session.settle();
  await put('Shouted');
  expect(subjects()).toEqual(['Please confirm', 'News']);
}, 120_000);

it('the ledger has the proof: form, wording and address of the request, and the confirmation', async () => {
  const { text, exitCode } = await session.percorso('consent', `email:${address}`);
  expect(exitCode, text).toBe(0);
  expect(text).toContain('granted, confirmed');
  expect(text).toContain('email: granted, counts as pending');
  expect(text).toContain('where: form footer, IP 203.0.113.7');
  expect(text).toContain('wording: footer-form, version 3, en');
  expect(text).toContain('confirmed by the person');
}, 120_000);

it('another purpose is asked by one more message when the hour is over', async () => {
  await put('Form Posted', { consent: { 'email:surveys': true }, consentSource: { form: 'poll' } });
  await put('Form Posted', { consent: { 'email:surveys': true }, consentSource: { form: 'poll' } });
  const before = subjects().length;
  await session.advance(55 * minute);
  expect(subjects()).toHaveLength(before);
  await session.advance(10 * minute);
  expect(subjects().slice(before)).toEqual(['Please confirm']);
}, 120_000);

it('a rule that changes the address: the new one is asked, and segments read the consent as pending', async () => {
  const next = 'anna@example.net';
  const isIn = async () => (await session.percorso('profile', 'userId:anna')).text.includes('subscribed');
  expect(await isIn()).toBe(true);
  await session.put({ name: 'Moved', detail: { userId: 'anna', properties: { email: next } } });
  await session.settle();
  expect(session.emailsTo(next).map(({ subject }) => subject)).toEqual(['Please confirm']);
  expect(await isIn()).toBe(false);
}, 120_000);

it('after a no to the purpose, a confirmed topic is sent, and only the topic', async () => {
  const bea = 'bea@example.com';
  const say = async (name: string, context: Readonly<Record<string, unknown>> = {}) => {
    await session.put({ name, detail: { userId: 'bea', traits: { email: bea }, context } });
    await session.settle();
    await session.advance(minute);
  };
  const received = () => session.emailsTo(bea).map(({ subject }) => subject);
  await say('Unsubscribed', { consent: { email: false } });
  await say('Form Posted', { consent: { 'email/weekly': true } });
  await say('Wrote');
  expect(received()).toEqual(['Please confirm']);
  const link = await readLink(bea);
  const page = await (await fetch(link)).text();
  expect(page).toContain('You have unsubscribed from “News”');
  expect(page).toContain('<li>Weekly letter</li>');
  expect((await fetch(link, { method: 'POST' })).status).toBe(200);
  await session.settle();
  await say('Wrote');
  await say('Shouted');
  expect(received()).toEqual(['Please confirm', 'Letter']);
  await say('Unsubscribed', { consent: { email: false } });
  await say('Wrote');
  expect(received()).toEqual(['Please confirm', 'Letter']);
}, 120_000);

it('after the no of another profile for the address, a form is asked for, and its confirmation lifts the no', async () => {
  const to = 'cid@example.com';
  const say = async (userId: string, name: string, consent?: Readonly<Record<string, boolean>>) => {
    const traits = { email: userId === 'cid' ? to : 'Cid@Example.com' };
    await session.put({
      name,
      detail: { userId, traits, context: consent === undefined ? {} : { consent } },
    });
    await session.settle();
  };
  const confirm = async () => {
    expect((await fetch(await readLink(to), { method: 'POST' })).status).toBe(200);
    await session.settle();
  };
  const received = () => session.emailsTo(to).map(({ subject }) => subject);
  for (const userId of ['cid', 'gwen']) {
    await say(userId, 'Form Posted', { email: true });
    await confirm();
    // The mailbox gets one confirmation message in an hour.
    await session.advance(61 * minute);
  }
  await say('cid', 'Unsubscribed', { email: false });
  await say('gwen', 'Shouted');
  expect(received()).toEqual(['Please confirm', 'Please confirm']);
  await say('gwen', 'Form Posted', { email: true });
  expect(received()).toHaveLength(3);
  expect((await session.percorso('consent', 'userId:gwen')).text).toContain(
    'email: granted, counts as pending, after a no for the address',
  );
  await say('gwen', 'Shouted');
  expect(received()).toHaveLength(3);
  await confirm();
  for (const userId of ['cid', 'gwen']) await say(userId, 'Shouted');
  expect(received().slice(3)).toEqual(['News']);
}, 120_000);
