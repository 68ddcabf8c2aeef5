/** The story played minute by minute on a memory stack: two sweepers, two workers, a missing tick, a fault. */
import { identityKey } from '../../adapters/keys.ts';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvanceDependencies, AdvancePorts } from '../../app/advance/dependencies.ts';
import { type AdvanceSteps, advanceSteps } from '../../app/advance/steps.ts';
import { sweepTimers } from '../../app/advance/sweep-timers.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { makeMessageId } from '../../engine/base/message-id.ts';
import { createProcess } from '../harness/actor.ts';
import { createFaultInjector, type Fault, type InvocationState } from '../harness/faults.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from '../harness/memory-stack.ts';
import { type Change, MINUTE, makeSnapshot, makeVisitText, start, type Visit } from './timers-story.ts';

export interface Play {
  readonly visits: readonly Visit[];
  /** Number of the tick that never comes. */
  readonly missing: number;
  readonly faults: readonly Fault[];
  /** When the second version of the program is published (epoch ms). */
  readonly publishAt: number;
  readonly steps?: AdvanceSteps;
  /** Calls that one sweep has time for. */
  readonly sweepCalls?: number;
}

const ticks = 30;
const batchSize = 4;

export async function play({ visits, missing, faults, publishAt, ...options }: Play): Promise<MemoryStack> {
  const stack = createMemoryStack({ now: start, pageSize: 3 });
  await publishSnapshot(stack.ports.programStore, makeSnapshot(1));
  const injector = createFaultInjector(...faults);
  const workers = [1, 2].map(() =>
    startWorker((state) => createProcess(injector.wrap<AdvancePorts>(stack.ports, state)), options.steps),
  );
  const queue = stack.queues.get('profile');
  const moments = visits.map(({ at }) => at);
  for (let tick = 0, published = false; tick <= ticks; ) {
    const nextTick = start + tick * MINUTE;
    const coming = [...moments, publishAt].filter((at) => at > stack.clock.now);
    const now = Math.min(nextTick, queue.nextVisibleAt ?? nextTick, ...coming);
    stack.clock.now = now;
    if (now >= publishAt && !published) {
      await publishSnapshot(stack.ports.programStore, makeSnapshot(2));
      published = true;
    }
    for (const [index, visit] of visits.entries()) {
      if (visit.at === now) queue.sendText(makeVisitText(visit, index));
    }
    if (now === nextTick) {
      if (tick !== missing)
        await Promise.all([sweep(stack, options.sweepCalls), sweep(stack, options.sweepCalls)]);
      tick += 1;
    }
    await deliver(stack, workers);
  }
  return stack;
}

type Worker = ReturnType<typeof startWorker>;

function startWorker(
  open: (state: InvocationState) => AdvanceDependencies,
  steps: AdvanceSteps = advanceSteps,
) {
  let state: InvocationState = { isDead: false };
  let process = open(state);
  return async (stack: MemoryStack): Promise<void> => {
    const queue = stack.queues.get('profile');
    for (let records = queue.receive(batchSize); records.length > 0; records = queue.receive(batchSize)) {
      const unfinished = await advanceProfiles(process, records, stack.clock.now, steps).catch(
        () => undefined,
      );
      if (state.isDead) {
        state = { isDead: false };
        process = open(state);
        queue.settle(records, new Set(records.map(({ messageId }) => messageId)));
        continue;
      }
      const failed = (unfinished ?? records.map((record) => ({ record }))).map(
        ({ record }) => record.messageId,
      );
      // What an engine can never take goes to the dead-letter queue, like any poison.
      const isPoison = records.some(({ attributes }) => Number(attributes.ApproximateReceiveCount) > 10);
      queue.settle(records, isPoison ? new Set() : new Set(failed));
    }
  };
}

async function deliver(stack: MemoryStack, workers: readonly Worker[]): Promise<void> {
  const queue = stack.queues.get('profile');
  while (queue.length > 0) await Promise.all(workers.map((work) => work(stack)));
}

async function sweep({ ports, clock }: MemoryStack, calls = Number.POSITIVE_INFINITY): Promise<void> {
  let left = calls;
  const remainingMilliseconds = () => {
    left -= 1;
    return left > 0 ? 60_000 : 0;
  };
  const { profiles, queues } = ports;
  await sweepTimers(
    { profiles, queues, telemetry: silentTelemetry, wakeShards: 4, remainingMilliseconds },
    clock.now,
  );
}

/** The segment changes announced for one person: each once, in the order in which they happened. */
export function listChanges(stack: MemoryStack, person: string): readonly Change[] {
  const profileId = makeMessageId(0, identityKey('userId', person));
  const events = new Map(stack.emitted.map((event) => [event.id, event]));
  return [...events.values()]
    .filter((event) => event.profileId === profileId && event.name.startsWith('Segment '))
    .map(({ name, properties, occurredAt }) => ({
      segment: String(properties['segment']),
      entered: name === 'Segment Entered',
      at: occurredAt,
    }));
}

/** Distinct `Gone` events of one person. */
export function countGone(stack: MemoryStack, person: string): number {
  const profileId = makeMessageId(0, identityKey('userId', person));
  const gone = stack.emitted.filter((event) => event.name === 'Gone' && event.profileId === profileId);
  return new Set(gone.map(({ id }) => id)).size;
}
