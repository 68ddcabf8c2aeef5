/** A touchpoint counts once even when its redelivery comes after its id has left the profile's window. */
import { describe, expect, it } from 'vitest';
import { createActor } from '../../harness/actor.ts';
import { makeOrder } from '../../harness/events.ts';
import { createFaultInjector } from '../../harness/faults.ts';
import { observe } from '../../harness/observe.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';
import { createWorld, publishSnapshot } from '../../harness/world.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;

/** 40 orders of the same person, all received `age` ago: more than the window keeps of old ones. */
function makeOthers(age: number): readonly string[] {
  return Array.from({ length: 40 }, (_, i) => makeOrder(`o-${i}`, 'anna', now - age + i, 1));
}

async function openWorld(first: string) {
  const world = createWorld({ now });
  await publishSnapshot(world.ports.programStore, sampleSnapshot);
  world.queues.get('profile').sendText(first);
  return world;
}

describe('a late redelivery', () => {
  it('is recognized by its timeline entry after it has left the window', async () => {
    const first = makeOrder('first', 'anna', now - HOUR, 100);
    const world = await openWorld(first);
    const injector = createFaultInjector();
    const actor = createActor(world, { injector });
    await actor.advance();
    for (const text of makeOthers(HOUR / 2)) world.queues.get('profile').sendText(text);
    await actor.advance();
    world.queues.get('profile').sendText(first);
    await actor.advance();
    expect(injector.calls).toContain('timeline.findEntry');
    const [profile] = Object.values((await observe(world)).profiles);
    expect(profile?.processedEvents.some(([, occurredAt]) => occurredAt === now - HOUR)).toBe(false);
    expect(profile?.computed['revenue']?.sum).toBe(140);
  });

  it('is recognized although the invocation died before the entry was written, in a queue an hour behind', async () => {
    // A person who is in the segment already: an order then leaves no trace, and so nothing in the outbox by itself.
    const prepare = async () => {
      const world = await openWorld(makeOrder('known', 'anna', now - 2 * HOUR, 1));
      await createActor(world).advance();
      world.queues.get('profile').sendText(makeOrder('first', 'anna', now - HOUR, 1));
      return world;
    };
    const probe = createFaultInjector();
    await createActor(await prepare(), { injector: probe }).advance();
    const save = probe.calls.indexOf('profiles.save') + 1;
    const world = await prepare();
    const queue = world.queues.get('profile');
    const injector = createFaultInjector({ call: save, kind: 'dies after' });
    const actor = createActor(world, { injector, batchSize: 1 });
    for (const text of makeOthers(HOUR / 2)) queue.sendText(text);
    // The redelivery of the first comes after all others.
    let isFirst = true;
    queue.onSettled = () => {
      if (isFirst) queue.reorder(([first = '', ...others]) => [...others, first]);
      isFirst = false;
    };
    await actor.advance();
    const { profiles, timeline } = await observe(world);
    expect(Object.values(profiles)[0]?.computed['revenue']?.sum).toBe(42);
    expect(Object.values(profiles)[0]?.computed['orders']?.count).toBe(42);
    expect(timeline).toHaveLength(42);
  });
});
