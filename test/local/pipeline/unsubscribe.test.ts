/** From a document to a message that its reader can unsubscribe from: headers, footer, and links that work. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SesService } from '../../../local/services/ses/ses.ts';
import { parseEmail, readHeaders, signAndVerify } from '../services/ses/parse-sent.ts';
import { openSession, type Session } from './session.ts';
import { mailbox } from './synthesize.ts';

const minute = 60_000;

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const documents = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
unsubscribe:
  mailto: stop@lucerna.example
  footer: { it: '<a href="{{ unsubscribe_url }}">Basta così</a> · Lucerna, Torino' }
---
kind: template
id: news
status: live
channel: email
class: promotional
topic: news
content: { subject: "Ciao {{ profile.traits.name }}", html: "<p>Ciao.</p>", text: "Ciao." }
locales: { en: { subject: Hi, mjml: "<mjml><mj-body><mj-section><mj-column><mj-text>Hi.</mj-text></mj-column></mj-section></mj-body></mjml>" } }
---
kind: template
id: receipt
status: live
channel: email
class: transactional
content: { subject: Receipt, html: "<p>Thanks.</p> {{ preferences_url }}" }
---
kind: rule
id: shout
status: live
trigger: { event: Shouted }
actions: [{ send: news }, { send: receipt }]
`;

const subjectsTo = (address: string) => session.emailsTo(address).map(({ subject }) => subject);

async function shout(userId: string, traits: Readonly<Record<string, string>>): Promise<void> {
  await session.put({
    name: 'Shouted',
    detail: { userId, traits: { email: `${userId}@example.com`, ...traits } },
  });
}

function composeTo(address: string, subject: string): string {
  const message = session.emailsTo(address).find((each) => each.subject === subject);
  return (session.cloud.services.get('ses') as SesService).compose(message?.id ?? '');
}

function readLink(mime: string): string {
  return /^<([^>]+)>/.exec(readHeaders(mime, 'List-Unsubscribe')[0] ?? '')?.[1] ?? '';
}

it('a promotional email waits while Parameter Store is down, and a receipt does not', async () => {
  const { text, exitCode } = await session.publish(documents);
  expect(exitCode, text).toBe(0);
  session.cloud.faults.add({ operation: 'ssm:GetParameter', kind: 'failBefore' });
  // The first minute: publish-config creates the link key.
  await session.advance(2 * minute);
  await shout('anna', { name: 'Anna\r\nBcc: eve@evil.example', locale: 'it' });
  await session.advance(minute);
  expect(subjectsTo('anna@example.com')).toEqual(['Receipt']);
  session.cloud.faults.clear();
  await session.settle();
  expect(subjectsTo('anna@example.com')).toEqual(['Receipt', 'Ciao Anna Bcc: eve@evil.example']);
}, 120_000);

it('it has its headers once and signed, the policy’s footer, and a link of the stage in both', async () => {
  const mime = composeTo('anna@example.com', 'Ciao Anna Bcc: eve@evil.example');
  for (const name of ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id', 'Feedback-ID', 'To', 'From']) {
    expect([name, readHeaders(mime, name).length]).toEqual([name, 1]);
  }
  expect(readHeaders(mime, 'Bcc')).toEqual([]);
  expect(await signAndVerify(mime, 'example.com')).toMatchObject({
    result: 'pass',
    signed: expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']),
  });
  const link = readLink(mime);
  expect(link.startsWith(`${session.output('PublicUrl')}/u/`)).toBe(true);
  expect(readHeaders(mime, 'List-Unsubscribe')[0]).toContain('<mailto:stop@lucerna.example?subject=unsub');
  expect(readHeaders(mime, 'List-Id')).toEqual(['<news.example.com>']);
  expect(readHeaders(mime, 'Feedback-ID')[0]).toMatch(/^rule_shout:news:/);
  const { html = '', text = '' } = await parseEmail(mime);
  expect(html).toContain(`<a href="${link}">Basta così</a> · Lucerna, Torino`);
  expect(text).toContain(`Basta così (${link}) · Lucerna, Torino`);
  expect(link).not.toMatch(/anna|example/);

  await shout('ben', { name: 'Ben', locale: 'en' });
  await session.settle();
  const english = await parseEmail(composeTo('ben@example.com', 'Hi'));
  expect(english.html).toContain('>Unsubscribe</a>');
  const receipt = composeTo('ben@example.com', 'Receipt');
  expect(readHeaders(receipt, 'List-Unsubscribe')).toEqual([]);
  expect((await parseEmail(receipt)).html).toContain(`${session.output('PublicUrl')}/p/`);
}, 120_000);

it('a link from before a rotation of the key unsubscribes: no more news, and receipts as before', async () => {
  const { text, exitCode } = await session.percorso('links', 'rotate');
  expect(exitCode, text).toBe(0);
  expect(text).toContain('Version 2 of /percorso/local/link-key seals new links');
  const link = readLink(composeTo('ben@example.com', 'Hi'));
  const body = 'List-Unsubscribe=One-Click';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const forged = await fetch(`${link.slice(0, -3)}AAA`, { method: 'POST', body, headers });
  expect(forged.ok).toBe(true);
  await shout('ben', { name: 'Ben' });
  await session.settle();
  expect(subjectsTo('ben@example.com').filter((subject) => subject === 'Hi')).toHaveLength(2);

  const answer = await fetch(link, { method: 'POST', body, headers });
  expect(answer.ok).toBe(true);
  await shout('ben', { name: 'Ben' });
  await session.settle();
  const subjects = subjectsTo('ben@example.com');
  expect(subjects.filter((subject) => subject === 'Hi')).toHaveLength(2);
  expect(subjects.filter((subject) => subject === 'Receipt')).toHaveLength(3);
}, 120_000);

it('an email to the mailbox of the stage unsubscribes by the token in its subject, from any sender', async () => {
  await shout('cleo', { name: 'Cleo', locale: 'en' });
  await session.settle();
  const link = readLink(composeTo('cleo@example.com', 'Hi'));
  const token = link.slice(link.lastIndexOf('/') + 1);
  const receive = (subject: string) =>
    session.cloud.receiving.receive({ from: 'cleo@other.example', to: mailbox, subject });
  for (const subject of ['Please stop', `unsubscribe ${token.slice(0, -3)}AAA`]) await receive(subject);
  await shout('cleo', {});
  await session.settle();
  expect(subjectsTo('cleo@example.com').filter((subject) => subject === 'Hi')).toHaveLength(2);

  expect(await receive(`Re: unsubscribe ${token}`)).toEqual({ invoked: 1 });
  await shout('cleo', {});
  await session.settle();
  expect(subjectsTo('cleo@example.com').filter((subject) => subject === 'Hi')).toHaveLength(2);
  expect(subjectsTo('cleo@example.com').filter((subject) => subject === 'Receipt')).toHaveLength(3);
  await expect(
    session.cloud.receiving.receive({ from: 'x@y.example', to: 'other@mail.example.com', subject: '' }),
  ).rejects.toThrow('No receipt rule takes email for other@mail.example.com.');
}, 120_000);
