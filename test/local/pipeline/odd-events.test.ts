/** Events that are odd and right all the same: taken, counted exactly, and explained in the timeline where it matters. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orders } from './config.ts';
import { listMessages, listReasons, listRejected, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
  await session.publish(orders);
});
afterAll(() => session.close());

const name = 'Order Completed';

it.each(['a#b', '#', 'T#1#x', '💌🧑‍🚀', '__proto__', 'constructor', 'a b/c?d=e%20', 'x'.repeat(256)])(
  'takes the id %j as one person and one event, and writes to that person once',
  async (id) => {
    const address = `id-${Buffer.from(id).toString('hex').slice(0, 40)}@example.com`;
    const detail = { userId: id, messageId: id, traits: { email: address }, properties: { revenue: 1 } };
    await session.put({ name, detail }, { name, detail });
    expect(await session.settle()).toEqual({});
    const profile = await readProfile(session, `userId:${id}`);
    expect(profile).toMatchObject({ userId: id, computed: { orders: { count: 1 } } });
    const [message] = listMessages(await readPerson(session, `userId:${id}`));
    expect(message).toMatchObject({ state: 'sent', outcomes: { delivered: expect.any(Number) } });
    expect(session.emailsTo(address)).toHaveLength(1);
  },
);

it('does not mix up people whose ids differ by what keys are made of', async () => {
  const ids = ['k', 'k#', '#k', 'userId#k', 'k#k'];
  await session.put(
    ...ids.map((userId, index) => ({ name, detail: { userId, properties: { revenue: 2 ** index } } })),
  );
  await session.settle();
  const sums = await Promise.all(
    ids.map(async (id) => (await readProfile(session, `userId:${id}`)).computed['revenue']?.sum),
  );
  expect(sums).toEqual([1, 2, 4, 8, 16]);
});

it('counts an order whose amount is text, leaves the amount out and says so in the timeline', async () => {
  await session.put({ name, detail: { userId: 'tom', properties: { revenue: '20' } } });
  await session.settle();
  const { computed } = await readProfile(session, 'userId:tom');
  expect(computed).toMatchObject({ orders: { count: 1 } });
  expect(computed['revenue']).toBeUndefined();
  expect(listReasons(await readPerson(session, 'userId:tom'))).toContain('trait:revenue: invalid_value');
  expect((await session.percorso('timeline', 'userId:tom')).text).toContain(
    'properties.revenue: a string, not a number): a value was refused',
  );
});

it('takes a number as a user id for the text that it reads', async () => {
  await session.put({ name, detail: { userId: 4711 } }, { name, detail: { userId: '4711' } });
  await session.settle();
  expect((await readProfile(session, 'userId:4711')).computed['orders']).toMatchObject({ count: 2 });
});

it('keeps two people apart whose ids are numbers longer than a double holds', async () => {
  const [first, second] = ['90071992547409931', '90071992547409937'];
  const orders = [first, second, second].map((id) => ({ name, detail: `{"userId":${id}}` }));
  await session.put(...orders);
  await session.settle();
  expect((await readProfile(session, `userId:${first}`)).computed['orders']).toMatchObject({ count: 1 });
  expect((await readProfile(session, `userId:${second}`)).computed['orders']).toMatchObject({ count: 2 });
});

it('lets an event of 1970 update the profile and trigger nothing, with the reason', async () => {
  const traits = { email: 'old@example.com' };
  const detail = { userId: 'olga', traits, timestamp: '1970-01-01T00:00:00Z', properties: { revenue: 9 } };
  await session.put({ name, detail });
  await session.settle();
  const profile = await readProfile(session, 'userId:olga');
  expect(profile.computed).toMatchObject({ orders: { count: 1 }, revenue: { sum: 9 } });
  expect(listReasons(await readPerson(session, 'userId:olga'))).toEqual(['program: event_too_old']);
  expect(session.emailsTo('old@example.com')).toEqual([]);
});

it('takes a clock that runs some hours ahead at its word', async () => {
  const timestamp = new Date(session.cloud.clock.now() + 3 * 3_600_000).toISOString();
  await session.put({ name, detail: { userId: 'hal', timestamp, properties: { revenue: 4 } } });
  await session.settle();
  expect((await readProfile(session, 'userId:hal')).computed['revenue']).toMatchObject({ sum: 4 });
});

it('keeps an event without a listener in the timeline, and decides nothing', async () => {
  await session.put({ name: 'Unused Event', detail: { userId: 'nina', traits: { city: 'Bern' } } });
  await session.settle();
  const person = await readPerson(session, 'userId:nina');
  expect(person.items).toMatchObject([{ kind: 'entry', entry: { name: 'Unused Event', traces: [] } }]);
  expect((await readProfile(session, 'userId:nina')).traits['city']).toMatchObject({ value: 'Bern' });
});

it('keeps text as it was stated, and sends none of its control characters and direction overrides', async () => {
  const orderId = '7\u0000\u001b[2J\u0085\u202e\ud8008\r\n9';
  const detail = { userId: 'iris', traits: { email: 'iris@example.com' }, properties: { orderId } };
  await session.put({ name, detail });
  expect(await session.settle()).toEqual({});
  const [email] = session.emailsTo('iris@example.com');
  expect(email?.html).toContain('Order 7[2J\n8\n9.');
  const { items } = await readPerson(session, 'userId:iris');
  const [stated] = items.flatMap((item) => (item.kind === 'entry' ? [item.entry.touchpoint] : []));
  expect(stated?.properties['orderId']).toBe(orderId);
});

it('refused none of them', async () => {
  expect(await listRejected(session)).toEqual([]);
});

it('puts the event of a rule on the bus, though advance-profile loads EventBridge’s client only then', async () => {
  await session.publish(`${orders}---
kind: rule
id: reply
status: live
trigger: { event: Order Announced }
actions: [{ emit: Announced }]
`);
  await session.advance(60_000);
  const countPut = () =>
    Object.entries(session.cloud.meter.read().byCaller)
      .filter(([caller]) => caller.startsWith('AdvanceProfile'))
      .reduce((sum, [, units]) => sum + (units['events.custom-events'] ?? 0), 0);
  expect(countPut()).toBe(0);
  await session.put({ name: 'Order Announced', detail: { userId: 'eva' } });
  expect(await session.settle()).toEqual({});
  expect(countPut()).toBeGreaterThan(0);
  expect(listReasons(await readPerson(session, 'userId:eva'))).toEqual(['rule:reply: done']);
  expect((await readProfile(session, 'userId:eva')).outbox).toEqual([]);
});

it('lets no other system put events as Percorso: a forged complaint is denied and suppresses no address', async () => {
  await session.put({ name, detail: { userId: 'vic', traits: { email: 'vic@example.com' } } });
  await session.settle();
  const { profileId } = await readPerson(session, 'userId:vic');
  const properties = { message: 'M1', channel: 'email', address: 'vic@example.com' };
  const detail = { profileId, properties, context: { origin: 'sender' } };
  for (const source of ['percorso', 'percorso.shop']) {
    const forged = session.put({ source, name: 'Message Complained', detail });
    await expect(forged).rejects.toMatchObject({ name: 'AccessDeniedException' });
  }
  await session.settle();
  expect((await readProfile(session, 'userId:vic')).suppressions).toEqual({});
});

it('lets no person enter a journey twice with one key, with 66 other keys in between', async () => {
  await session.publish(`
kind: journey
id: review
status: live
trigger: { event: Order Shipped }
key: event.properties.order
start: done
steps: { done: { type: end } }
`);
  // Until every environment has looked at the published version again.
  await session.advance(60_000);
  const ship = (order: number, messageId: string) => ({
    event: 'Order Shipped',
    userId: 'kay',
    messageId,
    properties: { order },
  });
  const orders = Array.from({ length: 66 }, (_, order) => ship(order, `shipped-${order}`));
  await session.put({ name: 'Batch', detail: { batch: orders } });
  await session.settle();
  for (const detail of [ship(66, 'shipped-66'), ship(0, 'again')]) {
    // A second of its own: the newest entries of the timeline are read.
    await session.advance(60_000);
    await session.put({ name: detail.event, detail });
    await session.settle();
  }
  const reasons = listReasons(await readPerson(session, 'userId:kay'));
  expect(reasons.filter((reason) => reason === 'journey:review: reentry_refused')).toHaveLength(1);
  expect(Object.keys((await readProfile(session, 'userId:kay')).journeyEntries)).toHaveLength(64);
});
