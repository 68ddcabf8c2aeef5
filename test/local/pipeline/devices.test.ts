/** Devices with the deployed bundles: one push to all of a person's, which move, leave and are replaced one by one. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listDevices } from '../../../engine/channels/devices.ts';
import { listMessages, readPerson, readProfile } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
consent: { push: opt-out }
caps: [{ limit: 2, within: P1D, channels: [push] }]
---
kind: segment
id: tablets
status: live
condition: { profile: { devices: { platform: [ios], app: [it.lucerna.shop] } } }
---
kind: template
id: offer
status: live
channel: push
class: promotional
content: { title: Offer, body: Now }
---
kind: rule
id: offer
status: live
trigger: { event: Offer Made }
actions: [{ send: offer }]
`;

let session: Session;
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(() => session.close());

let seen = 0;

interface Ids {
  readonly userId?: string;
  readonly anonymousId?: string;
}

/** What a person does, on a device or elsewhere; the tokens that got a push because of it. */
async function say(person: string | Ids, name: string, token?: string, type = 'android'): Promise<string[]> {
  const ids = typeof person === 'string' ? { userId: person } : person;
  const app = { namespace: 'it.lucerna.shop' };
  const context = token === undefined ? {} : { device: { type, token }, app, locale: 'it-IT' };
  // EventBridge states whole seconds: a later statement must be a second later.
  await session.advance(2_000);
  await session.put({ name, detail: { ...ids, context }, source: 'app' });
  expect(await session.settle()).toEqual({});
  const pushes = session.cloud.messages().filter(({ channel }) => channel === 'push');
  const fresh = pushes.slice(seen).map(({ to }) => to);
  seen = pushes.length;
  return fresh.sort();
}

const list = (userId: string) => listOf(`userId:${userId}`);
const listOf = async (person: string) =>
  listDevices(await readProfile(session, person)).map(({ address }) => address);

it('one push goes to both devices of a person, is one message and counts once', async () => {
  await say('anna', 'App Opened', 'anna-tablet', 'ios');
  await say('anna', 'App Opened', 'anna-phone');
  expect(await say('anna', 'Offer Made')).toEqual(['anna-phone', 'anna-tablet']);
  expect(listMessages(await readPerson(session, 'userId:anna'))).toHaveLength(1);
  const { contacts, segments } = await readProfile(session, 'userId:anna');
  expect(contacts).toHaveLength(1);
  expect(Object.keys(segments)).toEqual(['tablets']);
  const { text } = await session.percorso('profile', 'userId:anna');
  expect(text).toMatch(/apns:anna-tablet +ios +it\.lucerna\.shop +it-IT/);
});

it('a device on which another person signs in is theirs, and the former person gets nothing on it', async () => {
  await say('bruno', 'Signed In', 'anna-phone');
  expect([await list('anna'), await list('bruno')]).toEqual([['apns:anna-tablet'], ['gcm:anna-phone']]);
  expect(await say('anna', 'Offer Made')).toEqual(['anna-tablet']);
  expect(await say('bruno', 'Offer Made')).toEqual(['anna-phone']);
  expect(await say('anna', 'Offer Made')).toEqual([]);
});

it('a device leaves at sign-out', async () => {
  await say('bruno', 'Signed Out', 'anna-phone');
  expect(await say('bruno', 'Offer Made')).toEqual([]);
  expect(listMessages(await readPerson(session, 'userId:bruno'))).toHaveLength(1);
});

it.each([
  ['in order', ['A 10', 'B 20', 'B out 30']],
  ['from the last to the first', ['B out 30', 'B 20', 'A 10']],
  ['with the sign-in after its sign-out', ['A 10', 'B out 30', 'B 20']],
])('a device that its last person left gets no pushes of the one before, %s', async (order, said) => {
  const [start, token] = [session.cloud.clock.now() - 60_000, order.replaceAll(' ', '-')];
  for (const one of said) {
    const [person, ...rest] = one.split(' ');
    const timestamp = new Date(start + Number(rest.at(-1)) * 1_000).toISOString();
    const context = { device: { type: 'android', token } };
    const name = rest.length === 2 ? 'Signed Out' : 'Device Registered';
    await session.put({ name, detail: { userId: `${person}-${token}`, timestamp, context }, source: 'app' });
    expect(await session.settle()).toEqual({});
  }
  expect([await say(`A-${token}`, 'Offer Made'), await say(`B-${token}`, 'Offer Made')]).toEqual([[], []]);
});

it('a dead token is removed and a replaced one changes, each by itself', async () => {
  await say('carla', 'App Opened', 'carla-phone');
  await say('carla', 'App Opened', 'invalid-carla');
  await say('carla', 'App Opened', 'expired-carla', 'ios');
  await say('carla', 'Offer Made');
  const devices = listDevices(await readProfile(session, 'userId:carla'));
  expect(devices).toMatchObject([
    { address: expect.stringMatching(/^apns:(?!expired)/), platform: 'ios', locale: 'it-IT' },
    { address: 'gcm:carla-phone' },
  ]);
});

it.each([
  ['does not state it', undefined],
  ['states it, as an app does', 'phone'],
])(
  'the device of a guest stays with the person who signs in, and an undo gives it back: %s',
  async (_title, token) => {
    const [a, u] = token === undefined ? ['q1', 'uq1'] : ['q2', 'uq2'];
    const phone = `${a}-phone`;
    await say({ anonymousId: a }, 'App Opened', phone);
    await say(u, 'App Opened');
    // Each step settles: no report causes another one without end.
    await say({ anonymousId: a, userId: u }, 'Signed In', token && phone);
    const { version } = await readProfile(session, `userId:${u}`);
    expect(await list(u)).toEqual([`gcm:${phone}`]);
    expect(await say(u, 'Offer Made')).toEqual([phone]);
    const after = await readProfile(session, `userId:${u}`);
    // The event, and its outbox.
    expect(after.version - version).toBeLessThanOrEqual(2);
    const { text } = await session.percorso('timeline', `userId:${u}`);
    expect(text).not.toContain('Device Removed');
    expect((await session.percorso('unmerge', `anonymousId:${a}`)).exitCode).toBe(0);
    expect(await session.settle()).toEqual({});
    // A sign-in that states it is the user's own statement, and the latest.
    const owner = token === undefined ? { anonymousId: a } : { userId: u };
    expect([await listOf(`anonymousId:${a}`), await list(u)]).toEqual(
      token === undefined ? [[`gcm:${phone}`], []] : [[], [`gcm:${phone}`]],
    );
    expect(await say(owner, 'Offer Made')).toEqual([phone]);
  },
);
