/** A push with the deployed bundles: the payload that each platform gets, and a tap that the app reports. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listMessages, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ repeats: 0 });
  const { text, exitCode } = await session.publish(documents);
  expect(exitCode, text).toBe(0);
  await session.settle();
});
afterAll(() => session.close());

const documents = `
kind: template
id: cart
status: live
channel: push
class: promotional
content:
  title: "{{ profile.traits.first_name | default: 'Hello' }}, your basket waits"
  body: It is kept until tomorrow.
  url: "lucerna://cart"
  badge: "{{ event.properties.items | default: 0 }}"
  collapseKey: cart
  raw: { apns: { aps: { thread-id: cart } } }
---
kind: rule
id: cart
status: live
trigger: { event: Cart Left }
actions: [{ send: cart }]
---
kind: template
id: courier
status: live
channel: push
class: transactional
content: { title: The courier rings, body: Now, timeToLive: 600 }
---
kind: rule
id: courier
status: live
trigger: { event: Courier Arrived }
actions: [{ send: courier }]
---
kind: rule
id: thanks
status: live
trigger: { event: Message Opened }
actions: [{ update: { traits: { opened_push: true } } }]
---
kind: policy
id: contact
status: live
consent: { push: opt-out }
caps: [{ limit: 5, within: P1D }]
`;

const pushes = () => session.cloud.messages().filter(({ channel }) => channel === 'push');

async function leaveCart(user: string, device: object): Promise<void> {
  const traits = { first_name: user };
  await session.put({
    name: 'Cart Left',
    detail: { userId: user, traits, properties: { items: 2 }, context: { device } },
  });
  await session.settle();
}

it('goes to each platform in its own form, and a tap counts once as an open', async () => {
  await leaveCart('anna', { type: 'ios', token: 'a1' });
  await leaveCart('bo', { type: 'android', token: 'b1' });
  expect(pushes().map(({ to, title }) => [to, title])).toEqual([
    ['a1', 'anna, your basket waits'],
    ['b1', 'bo, your basket waits'],
  ]);
  const [apns, fcm] = pushes().map(({ raw }) => raw['payload'] as Record<string, Record<string, unknown>>);
  expect(apns).toMatchObject({ aps: { badge: 2, 'thread-id': 'cart' }, url: 'lucerna://cart' });
  expect(fcm).toMatchObject({
    notification: { title: 'bo, your basket waits' },
    data: { url: 'lucerna://cart' },
    android: { collapse_key: 'cart' },
  });

  const reference = {
    'percorso-message': apns?.['percorso-message'],
    'percorso-profile': apns?.['percorso-profile'],
  };
  const tap = { userId: 'anna', properties: reference, context: { device: { type: 'ios' } } };
  await session.put({ name: 'Push Notification Tapped', detail: tap });
  await session.settle();
  const [message] = listMessages(await readPerson(session, 'userId:anna'));
  expect(message?.outcomes).toHaveProperty('opened');
  await session.advance(120_000);
  await session.put({ name: 'track', detail: { ...tap, event: 'Push Notification Tapped' } });
  await session.settle();
  const { text } = await session.percorso('--json', 'statistics', '--days', '2');
  expect(text).toMatch(/"push\.opened": ?1/);
  expect(text).toMatch(/"push\.opens": ?2/);
  const { text: person } = await session.percorso('profile', 'userId:anna');
  expect(person).toContain('opened_push');
});

it('reads the answer of each device: the dead leaves, the renewed is replaced, the busy gets it alone, once', async () => {
  const tokens = [
    ['ios', 'good-1'],
    ['ios', 'invalid-1'],
    ['ios', 'sandbox-1'],
    ['android', 'expired-1'],
    ['android', 'busy-1'],
  ] as const;
  for (const [type, token] of tokens) {
    await session.put({
      name: 'Device Registered',
      detail: { userId: 'carla', context: { device: { type, token } } },
    });
    await session.settle();
    await session.advance(2000);
  }
  await leaveCart('carla', {});
  const reached = () =>
    pushes()
      .filter(({ title }) => title?.startsWith('carla'))
      .map(({ to }) => to)
      .sort();
  expect(reached()).toEqual(['busy-1', 'expired-1', 'good-1']);
  const references = pushes()
    .filter(({ title }) => title?.startsWith('carla'))
    .map(({ raw }) => {
      const payload = raw['payload'] as { data?: Record<string, unknown> } & Record<string, unknown>;
      return (payload.data ?? payload)['percorso-message'];
    });
  expect(new Set(references).size).toBe(1);
  const { devices = [], contacts } = await readProfile(session, 'userId:carla');
  const living = devices.flatMap(({ address, isRemoved }) => (isRemoved === true ? [] : [address]));
  expect(living.sort()).toEqual(['apns:good-1', 'apns:sandbox-1', 'gcm:busy-1', 'gcm:renewed-1']);
  expect(contacts).toHaveLength(1);

  // The next push goes to the devices that are left.
  await session.advance(120_000);
  await leaveCart('carla', {});
  expect(reached()).toEqual(['busy-1', 'busy-1', 'expired-1', 'good-1', 'good-1', 'renewed-1']);
  expect(await session.settle()).toEqual({});
  const { text } = await session.percorso('--json', 'statistics', '--days', '2');
  // Two of this person, and those of the other two.
  expect(text).toMatch(/"push\.sent": ?4/);
});

it.each([
  ['within hours', 'Cart Left', 'dora', 4.5 * 3600],
  ['within the time to live of its template', 'Courier Arrived', 'emil', 600],
])(
  'ends the further try for a device that stays unavailable %s, without a dead letter',
  async (_, name, user, seconds) => {
    for (const token of [`good-${user}`, `unavailable-${user}`]) {
      const context = { device: { type: 'android', token } };
      await session.put({ name: 'Device Registered', detail: { userId: user, context } });
      await session.settle();
      await session.advance(2000);
    }
    const sentAt = session.cloud.clock.now();
    await session.put({ name, detail: { userId: user } });
    expect(await session.settle()).toEqual({});
    const reached = pushes().flatMap(({ to }) => (to.endsWith(user) ? [to] : []));
    expect(reached).toEqual([`good-${user}`]);
    const messages = listMessages(await readPerson(session, `userId:${user}`));
    const [end] = messages.filter(({ state }) => state === 'failed');
    expect(messages.map(({ state }) => state).sort()).toEqual(['failed', 'sent']);
    expect(end).toMatchObject({ reason: 'devices_unavailable', attempt: expect.any(Number) });
    expect(end?.settledAt).toBeLessThanOrEqual(sentAt + seconds * 1000);
    const { text } = await session.percorso('timeline', `userId:${user}`);
    expect(text).toMatch(
      /further try for busy devices: failed, \d+ tries: no push service reached the other devices in time/,
    );
  },
);
