/** The ids of an erased person: what arrives later creates no one, and no other person loses anything by it. */
import { describe, expect, it } from 'vitest';
import type { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { guardAddresses } from '../../../app/rights/erased-addresses.ts';
import { type Said, start } from '../identity/merge-story.ts';
import { ada, erasedAt, key, late, openErased, yes } from './erased-stage.ts';

describe('what arrives with the ids of an erased person', () => {
  it.each<[string, Said]>([
    ['the user id', { id: 'late', ago: 100, userId: 'ada' }],
    ['the email, in any spelling', { ...late, email: ' ADA@example.com' }],
    ['the email with a new user id, as a list of a CRM has it', { ...late, userId: 'ada-2' }],
    ['all of them', { ...late, userId: 'ada', anonymousId: 'browser' }],
    ['the browser alone', { id: 'late', ago: 100, anonymousId: 'browser' }],
    ['a no', { ...late, context: { consent: { email: false } } }],
    ['a yes that was said before the erasure', { ...late, ago: 600, context: yes }],
    ['a yes of a list', { ...late, context: { ...yes, import: { id: 'list', line: 1 } } }],
  ])('creates no one by %s, and is neither rejected nor kept', async (_case, said) => {
    const { say, stack, dropped } = await openErased();
    await say(said);
    expect(stack.ports.profiles.listIds()).toEqual([]);
    expect([...stack.ports.identities.bindings()]).toEqual([]);
    expect(stack.queues.get('rejected').length).toBe(0);
    expect(dropped).toEqual(['ErasedTouchpointsDropped']);
  });

  it('leaves another person as she is, without the erased ids', async () => {
    const { say, find, stack } = await openErased();
    await say({ id: 'b-1', ago: 200, userId: 'berta', email: 'berta@example.com' });
    const context = {
      externalIds: [
        { type: 'email', id: 'ada@example.com' },
        { type: 'card', id: '7' },
      ],
    };
    await say({
      id: 'b-2',
      ago: 100,
      userId: 'berta',
      anonymousId: 'browser',
      email: 'ada@example.com',
      context,
    });
    const berta = await find('userId#berta');
    expect(berta?.traits['email']).toMatchObject({ value: 'berta@example.com' });
    expect(berta?.processedEvents).toHaveLength(2);
    const keys = [...stack.ports.identities.bindings().keys()].filter((name) => !name.startsWith('owner#'));
    expect(keys.sort()).toEqual(['email#berta@example.com', 'externalId#card:7', 'userId#berta']);
    expect(JSON.stringify(berta)).not.toContain('ada@');
    expect(JSON.stringify(stack.ports.timeline.listAllEntries())).not.toContain('ada@');
  });

  it.each<[string, Partial<Said>]>([
    ['the user id', { userId: 'ada' }],
    ['the email', { email: 'ada@example.com' }],
  ])('gives nothing of her to a visitor on whose browser she states %s', async (_case, stated) => {
    const { say, find, stack, dropped } = await openErased();
    await say({ id: 'v-1', ago: 200, anonymousId: 'other' });
    await say({ id: 'v-2', ago: 100, anonymousId: 'other', traits: { city: 'Lugano' }, ...stated });
    expect((await find('anonymousId#other'))?.traits).toEqual({});
    expect(JSON.stringify(stack.ports.timeline.listAllEntries())).not.toContain('Lugano');
    expect(dropped).toEqual(['ErasedTouchpointsDropped']);
  });

  it.each([
    ['a session', 'browser', true],
    ['a user', 'ada', false],
  ])(
    'keeps nothing of an alias call whose former id is that of %s of hers',
    async (_case, previousId, isKept) => {
      const { say, find, stack } = await openErased();
      await say({ id: 'c-1', ago: 100, type: 'alias', userId: 'carla', previousId });
      expect((await find('userId#carla')) !== undefined).toBe(isKept);
      expect(JSON.stringify(stack.ports.timeline.listAllEntries())).not.toContain(previousId);
    },
  );

  it('lets another person be new on the browser of the erased one', async () => {
    const { say, find } = await openErased();
    await say({ id: 'c-1', ago: 100, userId: 'carla', anonymousId: 'browser' });
    expect((await find('userId#carla'))?.userId).toBe('carla');
    expect(await find('anonymousId#browser')).toBeUndefined();
  });
});

it('creates no one by a new id beside an erased one that a process remembers', async () => {
  const { process, say, stack, dropped } = await openErased();
  process.identityCache.set(key('email', 'ada@example.com'), 'P1');
  await say({ ...late, userId: 'ada-2' });
  expect(stack.ports.profiles.listIds()).toEqual([]);
  expect(dropped).toEqual(['ErasedTouchpointsDropped']);
});

describe('a person who is back', () => {
  it('is a new person with a yes that is said after the erasure, and an id from then on', async () => {
    const { say, find } = await openErased();
    await say({ ...late, context: yes });
    const back = await find('email#ada@example.com');
    expect(back?.traits['city']).toMatchObject({ value: 'Lugano' });
    await say({ id: 'later', ago: 50, email: 'ada@example.com', traits: { city: 'Como' } });
    expect((await find('email#ada@example.com'))?.traits['city']).toMatchObject({ value: 'Como' });
    expect(await find('userId#ada'), 'an id that she did not state again').toBeUndefined();
  });
});

it('leaves the erased email out of an event of another person, in a process that remembers both', async () => {
  const { process, say, find, stack } = await openErased();
  await say({ id: 'b-1', ago: 200, userId: 'berta', email: 'berta@example.com' });
  process.identityCache.set(key('email', 'ada@example.com'), 'P1');
  await say({ id: 'b-2', ago: 100, userId: 'berta', email: 'ada@example.com' });
  const berta = await find('userId#berta');
  expect(berta?.traits['email']).toMatchObject({ value: 'berta@example.com' });
  expect(JSON.stringify([berta, stack.ports.timeline.listAllEntries()])).not.toContain('ada@');
});

it('restores what held for an address that is an address again: a complaint, a bounce and a no', async () => {
  const { say, stack, process } = await openErased();
  const [, email] = ada;
  if (email === undefined || process.erasures === undefined) throw new TypeError('Ada has an email');
  const register = process.erasures as ReturnType<typeof createMemoryErasureRegister>;
  const denied = { state: 'denied', at: erasedAt - 10 } as const;
  await register.addFacts(email, [
    { channel: 'email', kind: 'suppressed', reason: 'complained' },
    { channel: 'email', kind: 'suppressed', reason: 'bounced' },
    { channel: 'email', kind: 'consent', key: 'email:surveys', consent: denied },
  ]);
  const read = () => stack.ports.identities.read('email', email.value, { consistent: true });
  await say(late);
  expect(await read()).toBeUndefined();
  await say({ ...late, id: 'back', context: yes });
  expect(await read()).toMatchObject({
    ...{ isSuppressed: true, suppressedBy: 'bounced', hasComplained: true },
    deniedAt: { 'email:surveys': denied.at },
  });
});

it('restores a no that arrives while the facts of an address are restored', async () => {
  const { say, stack, process } = await openErased();
  const register = process.erasures as ReturnType<typeof createMemoryErasureRegister>;
  const email = key('email', 'ada@example.com');
  const book = guardAddresses(stack.ports.identities, register);
  const no = { state: 'denied', at: start - 200_000 } as const;
  const { find } = register;
  let looks = 0;
  // The second look is the one whose facts are restored.
  register.find = async (keys) => {
    const marks = await find(keys);
    looks += 1;
    if (looks === 2)
      await book.keep({
        ...{ channel: 'email', address: email.value, kind: 'consent' },
        ...{ key: 'email:surveys', consent: no },
      });
    return marks;
  };
  await say({ ...late, context: yes });
  expect(await stack.ports.identities.read('email', email.value, { consistent: true })).toMatchObject({
    deniedAt: { 'email:surveys': no.at },
  });
  expect(register.list().find(([, { facts }]) => facts !== undefined)?.[1]).toHaveProperty('liftedAt');
});
