/** Contracts, from the document to the message: what an event that breaks one does, and its replay after a fix. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CountedEvent } from '../../../app/inventory/read-inventory.ts';
import { listReasons, listRejected, readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

const shop = `
kind: policy
id: main
status: live
consent: { email: opt-out }
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content: { subject: Thank you, html: '<p>Thank you</p>', text: Thank you }
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
---
kind: event
id: form
status: live
event: Form Sent
onBreach: reject
schema: { required: [form] }
---
kind: event
id: page
status: live
event: Page Viewed
onBreach: warn
schema: { properties: { url: { format: uri } } }
---
`;
const contract = (type: string) => `
kind: event
id: order
status: live
event: Order Completed
onBreach: quarantine
schema: { type: object, required: [revenue], properties: { revenue: ${type} } }
examples: [{ properties: { revenue: 5 } }]
`;

let session: Session;
beforeAll(async () => {
  session = await openSession();
  const { exitCode, text } = await session.publish(`${shop}${contract('{ type: number }')}`);
  expect(exitCode, text).toBe(0);
  await session.advance(60_000);
});
afterAll(() => session.close());

async function say(name: string, userId: string, properties: object): Promise<void> {
  await session.advance(2_000);
  await session.put({ name, detail: { userId, traits: { email: `${userId}@example.com` }, properties } });
  expect(await session.settle()).toEqual({});
}

const countMessages = (userId: string) => session.emailsTo(`${userId}@example.com`).length;

it('an event that breaks a contract of quarantine waits, and counts once after the fix of the contract', async () => {
  await say('Order Completed', 'anna', { revenue: 10 });
  await say('Order Completed', 'bruno', { revenue: '10' });
  await say('Order Completed', 'carla', { revenue: 'ten euros' });
  expect([countMessages('anna'), countMessages('bruno')]).toEqual([1, 0]);
  expect(await listRejected(session)).toEqual([]);
  expect(await session.ask('events', 'quarantined')).toMatchObject([{ event: 'Order Completed', count: 2 }]);

  const early = await session.percorso('events', 'replay', 'Order Completed');
  expect(early.exitCode, early.text).toBe(1);
  expect(early.text).toContain('properties.revenue: expected number (type)');
  expect(early.text).not.toContain('ten euros');

  await session.publish(`${shop}${contract('{ anyOf: [{ type: number }, { pattern: "^[0-9]+$" }] }')}`);
  await session.advance(60_000);
  const later = await session.percorso('events', 'replay', 'Order Completed');
  expect(later.text).toContain('Sent 1 event again; 1 stay in quarantine.');
  expect(await session.settle()).toEqual({});
  expect([countMessages('bruno'), countMessages('carla')]).toEqual([1, 0]);
});

it('a repair of the event ends its quarantine as well, and nothing is left', async () => {
  await session.advance(2_000);
  const set = 'detail.properties.revenue=12';
  const { exitCode, text } = await session.percorso('events', 'replay', '--all', '--set', set);
  expect(exitCode, text).toBe(0);
  expect(await session.settle()).toEqual({});
  expect(countMessages('carla')).toBe(1);
  expect(await session.ask('events', 'quarantined')).toEqual([]);
});

it('a contract that rejects stores the event with code and place, and changes no profile', async () => {
  await say('Form Sent', 'dora', { name: 'Dora' });
  const [rejected, ...others] = await listRejected(session);
  expect(others).toEqual([]);
  expect(rejected).toMatchObject({ code: 'contract_rejected' });
  expect(rejected?.problem).toContain('event/form: properties.form: expected a value (required)');
  const { exitCode } = await session.percorso('profile', 'userId:dora');
  expect(exitCode).not.toBe(0);
});

it('a contract that warns lets the event count, with a trace', async () => {
  await say('Page Viewed', 'elsa', { url: 'shop' });
  expect(listReasons(await readPerson(session, 'userId:elsa'))).toEqual(['event:page: contract_breached']);
});

it('the inventory shows what came, what broke its contract and what nothing listens to', async () => {
  await say('Unheard Of', 'elsa', { total: 5 });
  await session.advance(6 * 60_000);
  await say('Order Completed', 'anna', { revenue: 3 });
  const { events } = await session.ask<{ events: CountedEvent[] }>('events');
  const find = (name: string) => events.find((event) => event.name === name);
  expect(find('Order Completed')).toMatchObject({ contract: 'event/order', listeners: ['rule/thanks'] });
  expect(find('Order Completed')?.fields.find(({ path }) => path === 'properties.revenue')?.types).toEqual([
    'number',
    'text',
  ]);
  expect(Object.keys(find('Page Viewed')?.breaches ?? {})).toEqual([
    'event/page: properties.url: expected uri (format)',
  ]);
  expect(find('Unheard Of')).toMatchObject({ count: 1, listeners: [] });
  const { text } = await session.percorso('events');
  expect(text).toMatch(/Unheard Of +\S+ +1 .* nothing listens +no contract/);
});
