/** A policy of identifiers, from the document to the people: with the deployed bundles, and as the commands show it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listReasons, listRejected, readPerson } from './observe.ts';
import { openPublished, type Session } from './session.ts';

const documents = `
kind: policy
id: main
status: live
identity:
  priority: [loyalty]
  kinds:
    userId: { normalize: [lower-case] }
    email: { never: ["*@lucerna.example"] }
    phone: { phonePrefix: "+39" }
    anonymousId: { max: 1 }
    loyalty: { normalize: [digits, no-leading-zeros] }
    staff: { ofTwoUsers: first }
`;

let session: Session;
beforeAll(async () => {
  session = await openPublished(documents);
});
afterAll(() => session.close());

async function say(...details: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  await session.advance(2_000);
  await session.put(...details.map((detail) => ({ name: 'Seen', detail })));
  expect(await session.settle()).toEqual({});
}

const card = (id: string) => ({ context: { externalIds: [{ type: 'loyalty', id }] } });
const readId = async (person: string) => (await readPerson(session, person)).profileId;

it('finds one person by any spelling, in events and in commands', async () => {
  await say({ userId: 'ANNA', traits: { phone: '333 123 4567' }, ...card('LC 0042') });
  await say(card('42'), { traits: { phone: '+39 333 1234567' } }, { userId: 'anna' });
  const anna = await readPerson(session, 'userId:Anna');
  expect(anna.items.filter(({ kind }) => kind === 'entry')).toHaveLength(4);
  for (const person of ['loyalty:000-42', 'externalId:loyalty:42', 'phone:333 1234567'])
    expect(await readId(person)).toBe(anna.profileId);
  const shown = await session.ask<{ identifiers: { type: string; value: string }[] }>(
    'profile',
    'loyalty:42',
  );
  expect(shown.identifiers.map(({ type, value }) => `${type}=${value}`).sort()).toEqual([
    'externalId=loyalty:42',
    'phone=+393331234567',
    'userId=anna',
  ]);
});

it('keeps people apart who share an email of the shop or a placeholder, and rejects an event with nothing else', async () => {
  const traits = { email: 'Desk@lucerna.example' };
  await say({ userId: 'b1', anonymousId: 'null', traits }, { userId: 'b2', anonymousId: 'null', traits });
  expect(await readId('userId:b1')).not.toBe(await readId('userId:b2'));
  expect(listReasons(await readPerson(session, 'userId:b2'))).toEqual([
    'identity:anonymousId: identity_ignored',
    'identity:email: identity_ignored',
  ]);
  await say({ userId: 'undefined', traits });
  expect((await listRejected(session)).map(({ code }) => code)).toEqual(['no_identity']);
});

it('joins no more ids than the maximum, and counts the events', async () => {
  await say({ userId: 'carla', anonymousId: 'phone' });
  await say({ userId: 'carla', anonymousId: 'tablet' });
  await say({ anonymousId: 'tablet' });
  const carla = await readPerson(session, 'userId:carla');
  expect(carla.items.filter(({ kind }) => kind === 'entry')).toHaveLength(2);
  expect(listReasons(carla)).toEqual(['identity:anonymousId: identity_ignored']);
  expect(await readId('anonymousId:phone')).toBe(carla.profileId);
  expect(await readId('anonymousId:tablet')).not.toBe(carla.profileId);
});

it('lists the ids of two users for the operator, and what the policy makes of them, and the doctor warns of a bot', async () => {
  const badge = { context: { externalIds: [{ type: 'staff', id: '7' }] } };
  const users = Array.from({ length: 11 }, (_, index) => ({ userId: `u${index}`, anonymousId: 'bot' }));
  await say(...users.slice(0, 10));
  await say({ userId: 'dora', ...badge }, ...users.slice(10));
  await say({ userId: 'emil', ...badge });
  await say({ anonymousId: 'bot' }, badge);
  expect(await readId('externalId:staff:7')).toBe(await readId('userId:dora'));
  const bot = await readId('anonymousId:bot');
  expect(bot).toMatch(/^Z/);
  const { exitCode, text } = await session.percorsoAs('OperatorAccess', 'identity', 'conflicts', '--json');
  expect(exitCode, text).toBe(0);
  const { conflicts } = JSON.parse(text) as { conflicts: { id: string; profiles: string[] }[] };
  expect(conflicts.sort((left, right) => (left.id < right.id ? -1 : 1))).toMatchObject([
    { kind: 'anonymousId', id: 'bot', isCrowded: true, source: 'shop', sharedProfile: bot },
    { kind: 'externalId', id: 'staff:7', isCrowded: false, source: 'shop' },
  ]);
  expect(conflicts.map(({ profiles }) => profiles.length)).toEqual([10, 2]);
  expect(conflicts[1]).not.toHaveProperty('sharedProfile');
  const doctor = await session.percorsoAs('OperatorAccess', 'doctor');
  expect(doctor.text).toMatch(/^warning +shared-ids .* 1 id, the newest of kind anonymousId from shop/m);
});

it('ignores external ids of a reserved type, with a note', async () => {
  const stated = (type: string, id: string) => ({ context: { externalIds: [{ type, id }] } });
  await say({ userId: 'fred' }, { userId: 'gina', ...stated('userId', 'fred') });
  expect(listReasons(await readPerson(session, 'userId:gina'))).toEqual(['identity: invalid_value']);
  expect((await session.percorso('timeline', 'userId:gina')).text).toContain(
    'context.externalIds.0: { id, type } with texts, "userId" is no type',
  );
  await say(stated('deviceToken', 'apns:aaff'));
  expect((await listRejected(session)).map(({ code }) => code)).toEqual(['no_identity', 'no_identity']);
});
