/** How advance-profile behaves among busy, large, broken and shared profiles. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import { advanceSteps } from '../../../app/advance/steps.ts';
import type { RejectedTouchpoint } from '../../../app/ports/rejected-store.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { createActor, createProcess } from '../../harness/actor.ts';
import { makeEventText, makeOrder, makeSignUp } from '../../harness/events.ts';
import { createFaultInjector } from '../../harness/faults.ts';
import { createMemoryStack, peekMessages, publishSnapshot } from '../../harness/memory-stack.ts';
import { observe } from '../../harness/observe.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

async function openStack(texts: readonly string[], limit?: number) {
  const stack = createMemoryStack({ now, ...(limit === undefined ? {} : { limit }) });
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  for (const text of texts) stack.queues.get('profile').sendText(text);
  return stack;
}

function countCalls(calls: readonly string[], name: string): number {
  return calls.filter((call) => call === name).length;
}

describe('a batch', () => {
  it('folds all touchpoints of one person into one write', async () => {
    const stack = await openStack(
      Array.from({ length: 10 }, (_, i) => makeOrder(`o-${i}`, 'anna', now - i, 1)),
    );
    const injector = createFaultInjector();
    await createActor(stack, { injector }).advance();
    expect(countCalls(injector.calls, 'profiles.save')).toBe(1);
    expect(countCalls(injector.calls, 'profiles.load')).toBe(1);
  });

  it('takes one read, one write and one timeline entry for a known person and no message', async () => {
    const stack = await openStack([makeOrder('o-1', 'anna', now - 1, 1)]);
    await createActor(stack).advance();
    stack.queues.get('profile').sendText(makeOrder('o-2', 'anna', now, 1));
    const injector = createFaultInjector();
    await createActor(stack, { injector }).advance();
    expect(injector.calls).toEqual([
      'programStore.readCurrent',
      'programStore.loadChunk',
      'identities.find',
      'profiles.load',
      'profiles.save',
      'timeline.putEntries',
    ]);
  });

  it('shares calls: one call sends the messages of ten people', async () => {
    const stack = await openStack(
      Array.from({ length: 10 }, (_, i) => makeSignUp(`s-${i}`, `user${i}`, now)),
    );
    const injector = createFaultInjector();
    await createActor(stack, { injector }).advance();
    expect(countCalls(injector.calls, 'queues.send')).toBe(1);
    expect(peekMessages(stack, 'email')).toHaveLength(10);
  });

  it('returns only the records of the person whose profile cannot be written', async () => {
    const stack = await openStack([makeOrder('a', 'anna', now, 1), makeOrder('b', 'bruno', now, 1)]);
    const { profiles } = stack.ports;
    const failing = {
      ...profiles,
      async save(profile: Parameters<typeof profiles.save>[0]) {
        if (profile.userId === 'anna') throw new Error('write capacity');
        await profiles.save(profile);
      },
    };
    const records = stack.queues.get('profile').receive();
    const unfinished = await advanceProfiles(
      createProcess({ ...stack.ports, profiles: failing }),
      records,
      now,
    );
    expect(unfinished.map(({ record }) => record.messageId)).toEqual(['profile-1']);
    expect(unfinished[0]?.retryAfter).toBeGreaterThan(0);
    expect(Object.values((await observe(stack)).profiles).map(({ userId }) => userId)).toEqual(['bruno']);
  });
});

describe('a hot profile', () => {
  it('takes hundreds of touchpoints from three concurrent workers, counts each once, and serves other people meanwhile', async () => {
    const texts = Array.from({ length: 300 }, (_, i) => makeOrder(`o-${i}`, 'hot', now - 300 + i, 1));
    const others = Array.from({ length: 30 }, (_, i) => makeOrder(`x-${i}`, `calm${i}`, now, 1));
    const stack = await openStack(
      texts.flatMap((text, i) => (i % 10 === 0 ? [text, others[i / 10] ?? text] : [text])),
    );
    const queue = stack.queues.get('profile');
    let conflicts = 0;
    const telemetry = {
      ...silentTelemetry,
      count: (metric: string) => {
        if (metric === 'ProfileConflicts') conflicts += 1;
      },
    };
    const work = async () => {
      const process = createProcess(stack.ports, { telemetry });
      for (let records = queue.receive(); records.length > 0; records = queue.receive()) {
        const unfinished = await advanceProfiles(process, records, now);
        queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
      }
    };
    await Promise.all([work(), work(), work()]);
    await createActor(stack).advance();
    const { profiles, timeline } = await observe(stack);
    const sums = Object.values(profiles).map(({ userId, computed }) => [userId, computed['revenue']?.sum]);
    expect(sums.filter(([userId]) => userId === 'hot')).toEqual([['hot', 300]]);
    expect(sums).toHaveLength(31);
    expect(conflicts).toBeGreaterThan(0);
    expect(timeline).toHaveLength(330);
    expect(new Set(timeline.map((entry) => (entry as { touchpointId: string }).touchpointId)).size).toBe(330);
  });

  it('returns its records soon when other workers keep writing', async () => {
    const stack = await openStack([makeOrder('o-1', 'hot', now, 1)]);
    const records = stack.queues.get('profile').receive();
    const steps = {
      ...advanceSteps,
      save: async (
        dependencies: Parameters<typeof advanceSteps.save>[0],
        profile: Parameters<typeof advanceSteps.save>[1],
      ) => {
        await dependencies.profiles.save({ ...profile, processedEvents: [], outbox: [] });
        await advanceSteps.save(dependencies, profile);
      },
    };
    const waits: number[] = [];
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    const unfinished = await advanceProfiles(createProcess(stack.ports, { wait }), records, now, steps);
    expect(waits).toHaveLength(5);
    expect(unfinished.map(({ retryAfter }) => retryAfter)).toEqual([2]);
  });
});

describe('a profile that outgrows its item', () => {
  const essay = (id: string, length: number) =>
    makeEventText({
      id,
      name: 'Wrote',
      userId: 'anna',
      at: now,
      detail: { traits: { [id]: 'x'.repeat(length) } },
    });

  it('rejects the touchpoint that makes it too large and accepts the others', async () => {
    const stack = await openStack(
      [essay('a', 800), essay('b', 1_900), essay('c', 800), essay('d', 10)],
      2_500,
    );
    await createActor(stack).advance();
    const rejected = stack.queues.get('rejected').peek() as unknown as readonly RejectedTouchpoint[];
    expect(rejected).toMatchObject([
      { code: 'profile_too_large', remedy: expect.stringContaining('Shorten') },
    ]);
    expect(rejected[0]?.event).toContain('"messageId":"b"');
    const [profile] = Object.values((await observe(stack)).profiles);
    expect(Object.keys(profile?.traits ?? {})).toEqual(['a', 'c', 'd']);
  });
});

describe('a touchpoint at which the engine throws', () => {
  it('fails alone, while the others of its person are processed', async () => {
    const stack = await openStack([
      makeOrder('o-1', 'anna', now - 3, 1),
      makeOrder('poison', 'anna', now - 2, 1),
      makeOrder('o-2', 'anna', now - 1, 1),
    ]);
    const steps = {
      ...advanceSteps,
      decide: (...parameters: Parameters<typeof decide>) => {
        const [, inputs] = parameters;
        if (inputs.some((input) => input.kind === 'touchpoint' && input.touchpoint.id === 'poison')) {
          throw new TypeError('defect');
        }
        return decide(...parameters);
      },
    };
    const records = stack.queues.get('profile').receive();
    const unfinished = await advanceProfiles(createProcess(stack.ports), records, now, steps);
    expect(unfinished.map(({ record }) => record.messageId)).toEqual(['profile-2']);
    expect(Object.values((await observe(stack)).profiles)[0]?.computed['orders']?.count).toBe(2);
  });
});
