/** Order numbers of 17 digits sent as JSON numbers: two orders stay two, wherever they are compared, counted or shown. */
import { expect, it } from 'vitest';
import { makeEventText } from '../../harness/events.ts';
import { openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-06-01T12:00:00Z');

/** One double: 90071992547409936. */
const [first, second] = ['90071992547409931', '90071992547409937'];

const shop = `
kind: journey
id: order
status: live
trigger: { event: Order Placed }
key: event.properties.order
start: wait
steps:
  wait: { type: waitFor, branches: [ { event: Order Paid, next: thank } ], timeout: { after: P7D, next: done } }
  thank: { type: send, template: thanks, next: done }
  done: { type: end }
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content: { subject: "Order {{ event.properties.order }}", html: "<p>Thanks</p>" }
---
kind: trait
id: orders
status: live
function: distinct
event: Order Placed
path: properties.order
---
kind: rule
id: first-order
status: live
trigger: { event: Order Placed }
condition: { event: { properties: { order: ["${first}"] } } }
actions: [ { emit: First Order } ]
`;

it('keeps two long order numbers apart in keys, conditions, distinct counts and messages', async () => {
  const life = await openLife(shop, start);
  const put = (id: string, name: string, order: string) => {
    const detail = { traits: { email: 'anna@example.com' }, properties: { order: 'ORDER' } };
    return makeEventText({ id, name, userId: 'anna', at: start, detail }).replace('"ORDER"', order);
  };
  const placed = [put('1', 'Order Placed', first), put('2', 'Order Placed', second)];
  expect(await life.deliver(placed)).toEqual([]);
  const profile = await life.load();
  expect(profile.journeys.map(({ key }) => key)).toEqual([first, second]);
  expect(Object.keys(profile.computed['orders']?.values ?? {})).toHaveLength(2);
  expect(life.stack.emitted.filter(({ name }) => name === 'First Order')).toHaveLength(1);
  await life.deliver([put('3', 'Order Paid', second)]);
  expect((await life.load()).journeys.map(({ key }) => key)).toEqual([first]);
  expect(life.listMessages().map(({ variables }) => variables)).toMatchObject([
    { event: { properties: { order: second } } },
  ]);
});

it('makes two people of two long user ids and counts two events with long message ids', async () => {
  const life = await openLife(shop, start);
  const put = (user: string, messageId: string) =>
    makeEventText({ id: 'ID', name: 'Page', userId: 'USER', at: start })
      .replace('"USER"', user)
      .replace('"messageId":"ID"', `"messageId":${messageId}`);
  await life.deliver([put(first, first), put(second, first), put(second, second)]);
  const { profiles } = life.stack.ports;
  const people = await Promise.all(profiles.listIds().map((id) => profiles.load(id, { consistent: true })));
  expect(people.map((person) => [person?.userId, person?.processedEvents.length]).sort()).toEqual([
    [first, 1],
    [second, 2],
  ]);
});
