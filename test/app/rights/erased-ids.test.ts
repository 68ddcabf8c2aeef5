/** The ids of an erased person: what arrives later creates no one, and no other person loses anything by it. */
import { describe, expect, it } from 'vitest';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import { makeProfileId } from '../../../app/identity/resolve-identities.ts';
import { eraseProfile } from '../../../app/rights/erase-person.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createMemoryStack, drain, publishSnapshot } from '../../harness/memory-stack.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { type Said, start, writeEvent } from '../identity/merge-story.ts';

const erasedAt = start - 500_000;
const key = (type: IdentityKey['type'], value: string): IdentityKey => ({ type, value });
const ada = [key('userId', 'ada'), key('email', 'ada@example.com'), key('anonymousId', 'browser')];

/** A stage that erased Ada at 500 seconds before `start`, and a process that counts what it drops. */
async function openErased() {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  const erasures = createMemoryErasureRegister();
  await erasures.open(new Uint8Array(32));
  for (const each of ada) await erasures.add(each, { at: erasedAt, receipt: 'R1' });
  const dropped: string[] = [];
  const count = (name: string) => void (name.startsWith('Erased') && dropped.push(name));
  const process = createProcess(
    { ...stack.ports, erasures },
    { makeProfileId: () => makeProfileId(start), telemetry: { ...silentTelemetry, count } },
  );
  const { identities, profiles } = stack.ports;
  return {
    stack,
    process,
    dropped,
    async say(...said: readonly Said[]) {
      for (const one of said) stack.queues.get('profile').sendText(writeEvent(one));
      await drain(stack, 'profile', async (records) => {
        const unfinished = await advanceProfiles(process, records, start);
        return new Set(unfinished.map(({ record }) => record.messageId));
      });
    },
    find: async (name: string) => profiles.load(identities.bindings().get(name) ?? '', { consistent: true }),
  };
}

const late = { id: 'late', ago: 100, email: 'ada@example.com', traits: { city: 'Lugano' } };
const yes = { consent: { email: true } };

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

describe('work for a profile that was erased', () => {
  async function openTombstone() {
    const opened = await openErased();
    const { profiles } = opened.stack.ports;
    const erased = eraseProfile({ id: 'P1', version: 0 }, erasedAt);
    await profiles.save(erased);
    return { ...opened, erased };
  }

  it('is dropped when it names the profile, and the profile stays empty', async () => {
    const { stack, say, dropped, erased } = await openTombstone();
    const bounced = { id: 'o', name: 'Message Bounced', source: 'percorso', at: start - 10_000 };
    stack.queues.get('profile').sendText(makeEventText({ ...bounced, detail: { profileId: 'P1' } }));
    await stack.queues.port.send('profile', [{ kind: 'WakeProfile', profileId: 'P1' }]);
    await say();
    expect(dropped).toEqual(['ErasedWorkDropped']);
    expect(await stack.ports.profiles.load('P1', { consistent: true })).toEqual(erased);
    expect(stack.queues.get('rejected').length).toBe(0);
  });

  it('does not hold back a person who is back, in a process that remembers the former profile', async () => {
    const { process, say, find, erased } = await openTombstone();
    process.identityCache.set(key('email', 'ada@example.com'), erased.id);
    await say({ ...late, context: yes });
    const back = await find('email#ada@example.com');
    expect(back?.id).not.toBe(erased.id);
    expect(back?.traits['city']).toMatchObject({ value: 'Lugano' });
  });
});

it('asks every few seconds whether anyone was erased', async () => {
  const { watchErasures } = await import('../../../app/rights/watch-erasures.ts');
  const register = createMemoryErasureRegister();
  let [now, asked] = [start, 0];
  const counted = {
    ...register,
    isUsed: () => {
      asked += 1;
      return register.isUsed();
    },
  };
  const watch = watchErasures(counted, () => now);
  expect([await watch.isUsed(), await watch.isUsed(), asked]).toEqual([false, false, 1]);
  await register.open(new Uint8Array(32));
  now += 5_000;
  expect([await watch.isUsed(), await watch.isUsed(), asked]).toEqual([true, true, 2]);
});
