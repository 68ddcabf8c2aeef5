/** A touchpoint counts once even when its redelivery comes after its id has left the profile's window. */
import { describe, expect, it } from 'vitest';
import { createActor } from '../../harness/actor.ts';
import { makeOrder } from '../../harness/events.ts';
import { createFaultInjector } from '../../harness/faults.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { observe } from '../../harness/observe.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;

/** 40 orders of the same person, all received `age` ago: more than the window keeps of old ones. */
function makeOthers(age: number): readonly string[] {
  return Array.from({ length: 40 }, (_, i) => makeOrder(`o-${i}`, 'anna', now - age + i, 1));
}

async function openStack(first: string) {
  const stack = createMemoryStack({ now });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  stack.queues.get('profile').sendText(first);
  return stack;
}

describe('a late redelivery', () => {
  it('is recognized by its timeline entry after it has left the window', async () => {
    const first = makeOrder('first', 'anna', now - HOUR, 100);
    const stack = await openStack(first);
    const injector = createFaultInjector();
    const actor = createActor(stack, { injector });
    await actor.advance();
    for (const text of makeOthers(HOUR / 2)) stack.queues.get('profile').sendText(text);
    await actor.advance();
    stack.queues.get('profile').sendText(first);
    await actor.advance();
    expect(injector.calls).toContain('timeline.findEntry');
    const [profile] = Object.values((await observe(stack)).profiles);
    expect(profile?.processedEvents.some(([, occurredAt]) => occurredAt === now - HOUR)).toBe(false);
    expect(profile?.computed['revenue']?.sum).toBe(140);
  });

  it('is recognized although the invocation died before the entry was written, in a queue an hour behind', async () => {
    // A person who is in the segment already: an order then leaves no trace, and so nothing in the outbox by itself.
    const prepare = async () => {
      const stack = await openStack(makeOrder('known', 'anna', now - 2 * HOUR, 1));
      await createActor(stack).advance();
      stack.queues.get('profile').sendText(makeOrder('first', 'anna', now - HOUR, 1));
      return stack;
    };
    const probe = createFaultInjector();
    await createActor(await prepare(), { injector: probe }).advance();
    const save = probe.calls.indexOf('profiles.save') + 1;
    const stack = await prepare();
    const queue = stack.queues.get('profile');
    const injector = createFaultInjector({ call: save, kind: 'dies after' });
    const actor = createActor(stack, { injector, batchSize: 1 });
    for (const text of makeOthers(HOUR / 2)) queue.sendText(text);
    // The redelivery of the first comes after all others.
    let isFirst = true;
    queue.onSettled = () => {
      if (isFirst) queue.reorder(([first = '', ...others]) => [...others, first]);
      isFirst = false;
    };
    await actor.advance();
    const { profiles, timeline } = await observe(stack);
    expect(Object.values(profiles)[0]?.computed['revenue']?.sum).toBe(42);
    expect(Object.values(profiles)[0]?.computed['orders']?.count).toBe(42);
    expect(timeline).toHaveLength(42);
  });
});
