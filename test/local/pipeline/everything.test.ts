/** A no to every purpose, and withdrawals in every spelling, with the deployed bundles: nothing promotional is sent after them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ repeats: 0 });
  const { text, exitCode } = await session.publish(documents);
  expect(exitCode, text).toBe(0);
  await session.settle();
});
afterAll(() => session.close());

const makeSending = (id: string, event: string, fields: string) => `
---
kind: template
id: ${id}
status: live
channel: email
${fields}
content: { subject: ${id}, html: '<p>${id} <a href="{{ preferences_url }}">Preferences</a></p>' }
---
kind: rule
id: ${id}
status: live
trigger: { event: ${event} }
actions: [{ send: ${id} }]`;

const makePurpose = (id: string, status: string) => `
---
kind: purpose
id: ${id}
status: ${status}
name: ${id}
consent: { email: opt-out }`;

const documents = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
${makePurpose('loyalty', 'live')}
${makeSending('news', 'Viewed', 'class: promotional')}
${makeSending('points', 'Earned', 'class: promotional\npurpose: loyalty')}
${makeSending('receipt', 'Ordered', 'class: transactional')}
---
kind: segment
id: members
status: live
condition: { profile: { consents: { 'email:loyalty': [granted] } } }
`;

const address = 'anna@example.com';
const subjects = (to = address) => session.emailsTo(to).map(({ subject }) => subject);

async function say(user: string, name: string, consent?: unknown, to = address): Promise<void> {
  const context = consent === undefined ? {} : { consent };
  await session.put({ name, detail: { userId: user, traits: { email: to }, context } });
  await session.settle();
}

it('stops archived, later and surplus purposes, for everyone at the address, and never a receipt', async () => {
  await say('anna', 'Viewed', { email: true, 'email:loyalty': true });
  await say('anna', 'Earned');
  expect(subjects()).toEqual(['news', 'points']);
  expect((await readProfile(session, 'userId:anna')).segments).toHaveProperty('members');
  const html = session.emailsTo(address)[0]?.html ?? '';
  const link = /href="([^"]+\/p\/[^"]+)"/.exec(html)?.[1] ?? '';
  const body = new URLSearchParams({ everything: '1' });
  expect(await (await fetch(link, { method: 'POST', body })).text()).toContain(
    'unsubscribed from everything',
  );
  await session.settle();

  // The rule and the template of an archived purpose keep their last published version.
  await session.publish(makePurpose('loyalty', 'archived'));
  const { text, exitCode } = await session.publish(
    `${makePurpose('extra', 'live')}${makeSending('extra', 'Extra Asked', 'class: promotional\npurpose: extra')}`,
  );
  expect(text).toContain('extra');
  expect([0, 1]).toContain(exitCode);
  await session.advance(120_000);
  for (const name of ['Viewed', 'Earned', 'Extra Asked', 'Ordered']) await say('anna', name);
  for (const name of ['Viewed', 'Extra Asked']) await say('bruno', name);
  expect(subjects()).toEqual(['news', 'points', 'receipt']);
  expect((await readProfile(session, 'userId:anna')).segments).not.toHaveProperty('members');

  const { text: ledger } = await session.percorso('consent', 'userId:anna');
  expect(ledger).toMatch(/email:\* +denied: every purpose/);
  expect(ledger).toMatch(/email +granted +since .* counts as denied/);
  expect(ledger).toContain('email:*: denied');
  for (const rule of ['news', 'points', 'extra']) {
    const { text: why } = await session.percorso('why', 'userId:anna', `rule:${rule}`);
    expect(why, rule).toContain('unsubscribed');
  }

  // A later yes to one purpose lifts it for that purpose.
  await say('anna', 'Viewed', { email: true });
  await say('anna', 'Extra Asked');
  expect(subjects()).toEqual(['news', 'points', 'receipt', 'news']);
}, 240_000);

it('takes a withdrawal in another spelling, and stops at a value that is neither a yes nor a no', async () => {
  const dora = 'dora@example.com';
  await say('dora', 'Viewed', { email: true }, dora);
  for (const consent of [{ Email: 'No' }, { email: true }, { email: null }])
    await say('dora', 'Seen', consent, dora);
  await say('dora', 'Viewed', undefined, dora);
  expect(subjects(dora)).toEqual(['news']);

  const emil = 'emil@example.com';
  await say('emil', 'Viewed', { email: true }, emil);
  const event = { event: 'Seen', userId: 'emil', context: { consent: { email: 'maybe' } } };
  const put = await session.percorsoWith(JSON.stringify(event), 'put-event');
  expect(put.exitCode, put.text).toBe(0);
  expect(put.text).toContain('Warning: context.consent["email"] is "maybe", neither a yes nor a no');
  await session.settle();
  await say('emil', 'Viewed', undefined, emil);
  expect(subjects(emil)).toEqual(['news']);
  const { text } = await session.percorso('consent', 'userId:emil');
  expect(text).toContain('email: unreadable (maybe), counts as pending');
  const status = await session.percorso('status');
  expect(status.text).toContain('1 statement of a consent');
  // EventBridge states whole seconds, and the strictest of one second wins.
  await session.advance(2_000);
  await say('emil', 'Viewed', { email: 'yes' }, emil);
  expect(subjects(emil)).toEqual(['news', 'news']);
}, 240_000);
