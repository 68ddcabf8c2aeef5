/** Whose touchpoint is it? The strongest key decides; people who share a device or a mailbox stay apart. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import type { IdentityStore } from '../../../app/ports/identity-store.ts';
import { createActor, createProcess } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createFaultInjector } from '../../harness/faults.ts';
import { createMemoryStack, type MemoryStack } from '../../harness/memory-stack.ts';
import { observe } from '../../harness/observe.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
let count = 0;

function put(stack: MemoryStack, person: Readonly<Record<string, unknown>>): void {
  count += 1;
  stack.queues
    .get('profile')
    .sendText(makeEventText({ id: `t-${count}`, name: 'X', at: now + count, detail: person }));
}

async function run(...batches: readonly (readonly Readonly<Record<string, unknown>>[])[]) {
  const stack = createMemoryStack({ now });
  for (const batch of batches) {
    for (const person of batch) put(stack, person);
    await createActor(stack).advance();
  }
  return observe(stack);
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
      expect(outcome.identities['anonymousId#tablet']).toBe(outcome.identities['userId#anna']);
    }
  });

  it('keep two people apart who sign in on one device, in one batch or two', async () => {
    for (const outcome of [await run([anna, bruno]), await run([anna], [bruno])]) {
      const users = Object.values(outcome.profiles).map(({ userId }) => userId);
      expect(users.sort()).toEqual(['anna', 'bruno']);
      const {
        'anonymousId#tablet': tablet,
        'userId#anna': first,
        'userId#bruno': second,
      } = outcome.identities;
      expect(new Set([tablet, first, second]).size).toBe(3);
    }
  });

  it('keep two people apart who share a mailbox', async () => {
    const traits = { email: 'Family@Example.com ' };
    const outcome = await run([{ userId: 'anna', traits }], [{ userId: 'bruno', traits }]);
    expect(Object.keys(outcome.profiles)).toHaveLength(2);
    expect(outcome.identities['email#family@example.com']).toBe(outcome.identities['userId#anna']);
  });

  it('create a new person for a user whose strongest known key is another user’s, whichever person has the weaker keys', async () => {
    const traits = { email: 'family@example.com' };
    const phone = '+4915100000010';
    const outcome = await run(
      [{ userId: 'anna', traits }],
      [{ traits: { phone } }],
      [{ userId: 'bruno', traits: { ...traits, phone } }],
    );
    expect(Object.keys(outcome.profiles)).toHaveLength(3);
  });

  it('find a person by any key, once it was seen with a known one', async () => {
    const traits = { email: 'anna@example.com' };
    const outcome = await run([{ userId: 'anna', traits }], [{ traits }], [{ userId: 'anna' }]);
    expect(Object.keys(outcome.profiles)).toHaveLength(1);
  });

  it('keep two people apart who sign in on one device at the same moment, in any order of the steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isKnown) => {
        const stack = createMemoryStack({ now });
        if (isKnown) {
          put(stack, { anonymousId: 'tablet' });
          await createActor(stack).advance();
        }
        for (const detail of [anna, bruno, { anonymousId: 'tablet' }]) put(stack, detail);
        const { identities } = stack.ports;
        const slow: IdentityStore = {
          ...identities,
          async find(keys, options) {
            await scheduler.schedule(Promise.resolve());
            return identities.find(keys, options);
          },
          async claim(key, profileId) {
            await scheduler.schedule(Promise.resolve());
            return identities.claim(key, profileId);
          },
        };
        const queue = stack.queues.get('profile');
        const work = async () => {
          const records = queue.receive(1);
          const process = createProcess({ ...stack.ports, identities: slow });
          const unfinished = await advanceProfiles(process, records, now);
          queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
        };
        await scheduler.waitFor(Promise.all([work(), work(), work()]));
        await createActor(stack).advance();
        const outcome = await observe(stack);
        const users = Object.values(outcome.profiles).map(({ userId }) => userId);
        expect(users.filter((user) => user === 'anna')).toHaveLength(1);
        expect(users.filter((user) => user === 'bruno')).toHaveLength(1);
        expect(outcome.identities['userId#anna']).not.toBe(outcome.identities['userId#bruno']);
        const counted = Object.values(outcome.profiles).reduce(
          (sum, { processedEvents }) => sum + processedEvents.length,
          0,
        );
        expect(counted).toBe(isKnown ? 4 : 3);
      }),
      { numRuns: 200 },
    );
  });

  it('keep two people apart if the worker of the first one died before it stored anything', async () => {
    for (let call = 1; call <= 6; call++) {
      const stack = createMemoryStack({ now });
      put(stack, anna);
      put(stack, bruno);
      const queue = stack.queues.get('profile');
      const injector = createFaultInjector({ call, kind: 'dies after' });
      const state = { isDead: false };
      const first = queue.receive(1);
      await advanceProfiles(createProcess(injector.wrap(stack.ports, state)), first, now).catch(() => []);
      const second = queue.receive(1);

      await advanceProfiles(createProcess(stack.ports), second, now);
      queue.settle(second, new Set());
      // The first is retried at the end.
      queue.settle(first, new Set(first.map(({ messageId }) => messageId)));
      await createActor(stack).advance();
      const users = Object.values((await observe(stack)).profiles).map(({ userId }) => userId);
      expect(users.sort()).toEqual(['anna', 'bruno']);
    }
  });

  it('join a key that a dead worker left open, and read it once', async () => {
    const stack = createMemoryStack({ now });
    const traits = { email: 'anna@example.com' };
    const both = { anonymousId: 'tablet', traits };
    // The worker of the sign-up died after its first claim, and the event with the address alone came next.
    await stack.ports.identities.claim(
      { type: 'anonymousId', value: 'tablet' },
      { sameAs: { type: 'userId', value: 'anna' } },
    );
    put(stack, { traits });
    await createActor(stack).advance();
    const injector = createFaultInjector();
    const actor = createActor(stack, { injector });
    put(stack, both);
    await actor.advance();
    put(stack, both);
    await actor.advance();
    expect(injector.calls.filter((call) => call.startsWith('identities.'))).toEqual([
      // The keys of the touchpoint, the user id that one of them leads to, and that consistently.
      'identities.find',
      // Whether the person of the address has a user already.
      'identities.find',
      'identities.find',
      'identities.find',
      'identities.claim',
      'identities.claim',
    ]);
    put(stack, { userId: 'anna', ...both });
    await actor.advance();
    const outcome = await observe(stack);
    expect(Object.values(outcome.profiles)).toMatchObject([{ userId: 'anna' }]);
  });

  it('give a weaker key that a dead worker left open to the person who states it', async () => {
    const stack = createMemoryStack({ now });
    const [phone, email] = ['+4915100000010', 'anna@example.com'];
    const sameAs = { type: 'userId', value: 'anna' } as const;
    await stack.ports.identities.claim({ type: 'phone', value: phone }, { sameAs });
    for (const traits of [{ email }, { email, phone }, { phone }]) {
      put(stack, { traits });
      await createActor(stack).advance();
    }
    expect(Object.keys((await observe(stack)).profiles)).toHaveLength(1);
  });

  it('are read once per process', async () => {
    const stack = createMemoryStack({ now });
    const injector = createFaultInjector();
    const actor = createActor(stack, { injector });
    for (let i = 0; i < 3; i++) {
      put(stack, anna);
      await actor.advance();
    }
    expect(injector.calls.filter((call) => call.startsWith('identities.'))).toEqual([
      'identities.find',
      'identities.claim',
      'identities.claim',
      'identities.claim',
    ]);
  });
});
