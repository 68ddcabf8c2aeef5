/** Whose touchpoint is it? The strongest key decides; people who share a device or a mailbox stay apart. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../functions/advance-profile/advance-profile.ts';
import { createActor, createProcess } from '../harness/actor.ts';
import { makeEventText } from '../harness/events.ts';
import { createFaultInjector } from '../harness/faults.ts';
import { observe } from '../harness/observe.ts';
import { createWorld, type World } from '../harness/world.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
let count = 0;

function put(world: World, person: Readonly<Record<string, unknown>>): void {
  count += 1;
  world.queues
    .get('profile')
    .sendText(makeEventText({ id: `t-${count}`, name: 'X', at: now + count, detail: person }));
}

async function run(...batches: readonly (readonly Readonly<Record<string, unknown>>[])[]) {
  const world = createWorld({ now });
  for (const batch of batches) {
    for (const person of batch) put(world, person);
    await createActor(world).advance();
  }
  return observe(world);
}

const anna = { userId: 'anna', anonymousId: 'tablet' };
const bruno = { userId: 'bruno', anonymousId: 'tablet' };

describe('identities', () => {
  it('join an anonymous visit to the person who signs in, in one batch or two', async () => {
    for (const outcome of [
      await run([{ anonymousId: 'tablet' }, anna]),
      await run([{ anonymousId: 'tablet' }], [anna]),
    ]) {
      expect(Object.values(outcome.profiles)).toMatchObject([{ userId: 'anna' }]);
      expect(new Set(Object.values(outcome.identities)).size).toBe(1);
    }
  });

  it('keep two people apart who sign in on one device, in one batch or two', async () => {
    for (const outcome of [await run([anna, bruno]), await run([anna], [bruno])]) {
      const users = Object.values(outcome.profiles).map(({ userId }) => userId);
      expect(users.sort()).toEqual(['anna', 'bruno']);
      expect(outcome.identities['anonymousId#tablet']).toBe(outcome.identities['userId#anna']);
    }
  });

  it('keep two people apart who share a mailbox', async () => {
    const traits = { email: 'Family@Example.com ' };
    const outcome = await run([{ userId: 'anna', traits }], [{ userId: 'bruno', traits }]);
    expect(Object.keys(outcome.profiles)).toHaveLength(2);
    expect(outcome.identities['email#family@example.com']).toBe(outcome.identities['userId#anna']);
  });

  it('find a person by any key, once it was seen with a known one', async () => {
    const traits = { email: 'anna@example.com' };
    const outcome = await run([{ userId: 'anna', traits }], [{ traits }], [{ userId: 'anna' }]);
    expect(Object.keys(outcome.profiles)).toHaveLength(1);
  });

  it('wait for a profile that another worker is making before they judge whose it is', async () => {
    const world = createWorld({ now });
    await world.ports.identities.claim({ type: 'anonymousId', value: 'tablet' }, 'P-in-the-making');
    put(world, bruno);
    const process = createProcess(world.ports);
    const queue = world.queues.get('profile');
    const first = queue.receive();
    const unfinished = await advanceProfiles(process, first, now);
    expect(unfinished).toHaveLength(1);
    queue.settle(first, new Set(['profile-1']));
    await createActor(world).advance();
    expect(world.ports.profiles.listIds()).toEqual(['P-in-the-making']);
  });

  it('are read once per process', async () => {
    const world = createWorld({ now });
    const injector = createFaultInjector();
    const actor = createActor(world, { injector });
    for (let i = 0; i < 3; i++) {
      put(world, anna);
      await actor.advance();
    }
    expect(injector.calls.filter((call) => call.startsWith('identities.'))).toEqual([
      'identities.find',
      'identities.claim',
      'identities.claim',
    ]);
  });
});
