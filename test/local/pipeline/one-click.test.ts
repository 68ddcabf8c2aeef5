/** Unsubscribing on the deployed stack: from the header of a sent message to the ledger, also while everything else is down. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ repeats: 0 });
  const { text, exitCode } = await session.publish(config);
  expect(exitCode, text).toBe(0);
  await session.settle();
});
afterAll(() => session.close());

const hour = 3_600_000;
const config = `
kind: policy
id: contact
status: live
preferences:
  brand: { name: Lucerna coffee }
  frequencies:
    - { id: weekly, name: Weekly, limit: 1, within: P7D }
---
kind: template
id: news
status: live
channel: email
class: promotional
content: { subject: News, html: '<p>News. <a href="{{ unsubscribe_url }}">Unsubscribe</a> <a href="{{ preferences_url }}">Preferences</a></p>' }
---
kind: template
id: receipt
status: live
channel: email
class: transactional
content: { subject: Receipt, html: '<p>Thanks.</p>' }
---
kind: rule
id: news
status: live
trigger: { event: Page Viewed }
actions: [{ send: news }]
---
kind: template
id: link
status: live
channel: email
class: transactional
content: { subject: Your link, html: '<a href="{{ preferences_url }}">Preferences</a>' }
---
kind: rule
id: link
status: live
trigger: { event: Preferences Link Requested, source: percorso }
limit: { times: 3, within: P1D }
actions: [{ send: link }]
---
kind: rule
id: receipt
status: live
trigger: { event: Order Completed }
actions: [{ send: receipt }]
`;

const view = (person: string) => ({
  name: 'Page Viewed',
  detail: {
    userId: person,
    traits: { email: `${person}@example.com` },
    context: { consent: { email: true } },
  },
});
const subjects = (person: string) => session.emailsTo(`${person}@example.com`).map(({ subject }) => subject);

/** The HTTPS link of the header that a mail provider reads. */
function readHeaderLink(person: string): string {
  const headers: Readonly<Record<string, string>> =
    session.emailsTo(`${person}@example.com`)[0]?.headers ?? {};
  const name = Object.keys(headers).find((each) => each.toLowerCase() === 'list-unsubscribe') ?? '';
  const list = headers[name] ?? '';
  return /<(https?:[^>]+)>/.exec(list)?.[1] ?? '';
}

const oneClick = (link: string, init: RequestInit = {}) =>
  fetch(link, { method: 'POST', redirect: 'manual', ...init });

it('unsubscribes by the header of a message while every queue, the bus and every other function are down', async () => {
  await session.put(view('anna'));
  await session.settle();
  expect(subjects('anna')).toEqual(['News']);
  const link = readHeaderLink('anna');
  expect(link).toBe(`${session.output('PublicUrl')}/u/${link.split('/u/')[1]}`);

  // A second message is decided and waits in the queue of the sender.
  const sources = session.cloud.lambda.eventSources();
  const senders = sources.filter(({ queue }) => /email/i.test(queue.settings.name));
  for (const each of senders) each.pause();
  await session.put(view('anna'));
  await session.settle();
  expect(senders.reduce((sum, { queue }) => sum + queue.depths().ready, 0)).toBe(1);
  for (const each of sources) each.pause();
  for (const operation of ['sqs:*', 'events:*', 'ses:*', 's3:*']) {
    session.cloud.faults.add({ operation, kind: 'failBefore' });
  }
  for (const { logicalId } of session.cloud.lambda.status()) {
    if (logicalId.startsWith('ServePreferences')) continue;
    session.cloud.faults.add({ operation: 'dynamodb:*', kind: 'failBefore', function: logicalId });
  }

  const response = await oneClick(link, { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  expect(response.status).toBe(200);
  expect((await oneClick(link)).status).toBe(200);

  // Only the senders come back: they read the item of the address.
  session.cloud.faults.clear();
  for (const each of senders) each.resume();
  await session.settle();
  expect(subjects('anna')).toEqual(['News']);
  expect((await readProfile(session, 'userId:anna')).consents['email']?.state).toBe('granted');

  // Everything comes back: the hourly run reports the no to the profile, and the ledger keeps its proof.
  for (const each of sources) each.resume();
  await session.advance(2 * hour);
  await session.settle();
  expect((await readProfile(session, 'userId:anna')).consents['email']?.state).toBe('denied');
  const { text } = await session.percorso('consent', 'userId:anna');
  expect(text).toContain('one-click');
  await session.put(view('anna'), { name: 'Order Completed', detail: { userId: 'anna' } });
  await session.settle();
  // A new yes of a later moment counts again: the shop states one with each view.
  expect(subjects('anna').filter((subject) => subject === 'Receipt')).toEqual(['Receipt']);
});

it('opens no link to a scanner, and takes a no in every form in which providers post it', async () => {
  const people = ['bea', 'carl', 'dora'];
  await session.put(...people.map(view));
  await session.settle();
  const [bea = '', carl = '', dora = ''] = people.map(readHeaderLink);
  for (const method of ['GET', 'HEAD', 'OPTIONS']) await fetch(bea, { method });
  expect((await fetch(bea)).headers.get('content-security-policy')).toContain("default-src 'none'");
  await session.settle();
  expect((await readProfile(session, 'userId:bea')).consents['email']?.state).toBe('granted');

  const multipart = new FormData();
  multipart.set('List-Unsubscribe', 'One-Click');
  const forms: RequestInit[] = [
    { body: multipart },
    {},
    { body: 'x', headers: { 'content-type': 'text/plain' } },
  ];
  for (const [index, link] of [bea, carl, dora].entries()) {
    expect((await oneClick(link, forms[index])).status).toBe(200);
  }
  await session.settle();
  for (const person of people) {
    expect((await readProfile(session, `userId:${person}`)).consents['email']?.state).toBe('denied');
  }
});

it('saves what a person chooses in the preference centre', async () => {
  await session.put(view('emil'));
  await session.settle();
  const html = session.emailsTo('emil@example.com')[0]?.html ?? '';
  const link = /href="([^"]+\/p\/[^"]+)"/.exec(html)?.[1] ?? '';
  const page = await fetch(link, { headers: { 'accept-language': 'it' } });
  expect(await page.text()).toContain('Lucerna coffee');
  const body = new URLSearchParams({ on: 'email', frequency: 'weekly', pause: '2030-01-01', language: 'it' });
  expect(await (await fetch(link, { method: 'POST', body })).text()).toContain('role="status"');
  await session.settle();
  const { traits } = await readProfile(session, 'userId:emil');
  expect(['contact_frequency', 'contact_pause_until', 'language'].map((name) => traits[name]?.value)).toEqual(
    ['weekly', '2030-01-01', 'it'],
  );
  await session.put(view('emil'));
  await session.settle();
  const { text } = await session.percorso('why', 'userId:emil', 'rule:news');
  expect(text).toContain('(paused_by_person); until 2030-01-01 00:00');
});

it('shows a person’s address that an operator suppressed in another spelling, and sends it nothing', async () => {
  const order = { name: 'Order Completed', detail: { userId: 'emil' } };
  const stop = await session.percorso('suppress', '"Emil"@EXAMPLE.com.', '--reason', 'asked by letter');
  expect(stop.exitCode, stop.text).toBe(0);
  await session.put(order);
  await session.settle();
  expect(subjects('emil')).not.toContain('Receipt');
  const { text } = await session.percorso('why', 'externalId:email:Emil@example.com', 'receipt');
  expect(text).toContain('The email address emil@example.com now: suppressed by an operator: no message.');
  expect(text).toContain('(suppressed_address)');
});

it('sends a link to a person who asks for it at the address of the stage, once an hour', async () => {
  await session.put(view('fay'));
  await session.settle();
  const ask = (email: string) =>
    fetch(`${session.output('PublicUrl')}/`, { method: 'POST', body: new URLSearchParams({ email }) });
  const answers = [
    await ask('fay@example.com'),
    await ask('fay@example.com'),
    await ask('no-one@example.com'),
  ];
  expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
  await session.settle();
  expect(subjects('fay')).toEqual(['News', 'Your link']);
  expect(subjects('no-one')).toEqual([]);
});
