/** Work for a profile that was erased, and bindings that lead to it. */
import { describe, expect, it } from 'vitest';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { eraseProfile } from '../../../app/rights/erase-person.ts';
import { makeEventText } from '../../harness/events.ts';
import { start } from '../identity/merge-story.ts';
import { ada, erasedAt, key, late, openErased, yes } from './erased-stage.ts';

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

  it('keeps no id that an earlier delivery of a dropped event has bound to it', async () => {
    const { say, stack, erased, dropped } = await openTombstone();
    await stack.ports.identities.claim(key('anonymousId', 'laptop'), { profileId: erased.id });
    await say({ id: 'a-1', ago: 100, userId: 'ada', anonymousId: 'laptop' });
    expect(dropped).toEqual(['ErasedTouchpointsDropped']);
    expect([...stack.ports.identities.bindings()]).toEqual([]);
  });

  it('gives free an id that a process has bound to it, because it did not know of the erasure', async () => {
    const { say, find, erased, stack } = await openTombstone();
    await stack.ports.identities.claim(key('userId', 'new'), { profileId: erased.id });
    await stack.ports.identities.claim(key('email', 'new@example.com'), { sameAs: key('userId', 'new') });
    await say({ id: 'n-1', ago: 100, email: 'new@example.com', traits: { city: 'Lugano' } });
    const found = await find('email#new@example.com');
    expect(found?.id).not.toBe(erased.id);
    expect(found?.traits['city']).toMatchObject({ value: 'Lugano' });
  });

  it.each([
    ['email', 'before'],
    ['userId', 'before'],
    ['email', 'after'],
    ['userId', 'after'],
  ] as const)(
    'is no owner of an id of a person who is back: a process remembers the former %s %s that',
    async (type, moment) => {
      const { process, say, find, erased, stack } = await openTombstone();
      const remember = () => {
        for (const each of ada) if (each.type === type) process.identityCache.set(each, erased.id);
      };
      if (moment === 'before') remember();
      await say({ id: 'back', ago: 300, userId: 'ada', email: 'ada@example.com', context: yes });
      if (moment === 'after') remember();
      await say({ ...late, userId: 'ada' });
      const back = await find('userId#ada');
      expect(back).toMatchObject({ traits: { city: { value: 'Lugano' } } });
      expect((await find('email#ada@example.com'))?.id).toBe(back?.id);
      const record = await stack.ports.identities.read('email', 'ada@example.com', { consistent: true });
      expect(record?.isShared ?? false).toBe(false);
    },
  );
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
