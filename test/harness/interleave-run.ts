/** Two workers on one queue, their calls interleaved as a schedule says, deliveries shuffled and repeated. */
import type fc from 'fast-check';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvancePorts } from '../../app/advance/dependencies.ts';
import { advanceSteps } from '../../app/advance/steps.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { type ActorOptions, createActor, createProcess } from './actor.ts';
import { makeEventText } from './events.ts';
import { createMemoryStack, type MemoryStack, publishSnapshot } from './memory-stack.ts';
import { observe } from './observe.ts';
import { sampleSnapshot } from './sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');

/**
 * What one person does: a sign-up and orders worth 10, 20, 30 ... Each states the address: a message that is decided
 * before the address is known cannot be sent, and the workers deliver in any order.
 */
export function makeTexts(orders: number): readonly string[] {
  const traits = { email: 'anna@example.com', first_name: 'Anna' };
  const make = (id: string, name: string, at: number, properties: object) =>
    makeEventText({ id, name, userId: 'anna', at, detail: { traits, properties } });
  return [
    make('s', 'Signed Up', start - 100_000, {}),
    ...Array.from({ length: orders }, (_, i) =>
      make(`o-${i}`, 'Order Completed', start - 90_000 + i * 1_000, {
        revenue: (i + 1) * 10,
        sku: `sku-${i}`,
      }),
    ),
  ];
}

/** Delivers `texts` in their order to one worker, ten at a time. */
export async function runSequentially(texts: readonly string[]): Promise<Outcome> {
  const stack = await openStack(texts);
  await createActor(stack).advance();
  return summarize(stack);
}

/**
 * Delivers `texts` to two workers whose every port call waits for its turn in the schedule; what they hand back is
 * delivered to one worker afterwards.
 */
export async function runInterleaved(
  texts: readonly string[],
  scheduler: fc.Scheduler,
  batchSize: number,
  options: Pick<ActorOptions, 'steps' | 'bend'> & { readonly snapshot?: ProgramSnapshot } = {},
): Promise<Outcome> {
  const stack = await openStack(texts, options.snapshot);
  const { bend = (ports: AdvancePorts) => ports, steps = advanceSteps } = options;
  const queue = stack.queues.get('profile');
  const work = async (worker: number) => {
    const process = createProcess(bend(schedulePorts(stack.ports, scheduler, worker)));
    // What comes back goes to the end of the line, so a worker that is starved does not spin.
    for (let records = queue.receive(batchSize); records.length > 0; records = queue.receive(batchSize)) {
      const unfinished = await advanceProfiles(process, records, stack.clock.now, steps);
      queue.settle(records, new Set(unfinished.map(({ record }) => record.messageId)));
      if (unfinished.length > 0) break;
    }
  };
  await scheduler.waitFor(Promise.all([work(1), work(2)]));
  await createActor(stack, options).advance();
  return summarize(stack);
}

async function openStack(texts: readonly string[], snapshot = sampleSnapshot): Promise<MemoryStack> {
  const stack = createMemoryStack({ now: start });
  await publishSnapshot(stack.ports.programStore, snapshot);
  for (const text of texts) stack.queues.get('profile').sendText(text);
  return stack;
}

function schedulePorts(ports: AdvancePorts, scheduler: fc.Scheduler, worker: number): AdvancePorts {
  const wrap = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          await scheduler.schedule(Promise.resolve(), `worker ${worker}: ${name}.${String(method)}`);
          return member.apply(target, parameters);
        };
      },
    });
  return {
    profiles: wrap('profiles', ports.profiles),
    identities: wrap('identities', ports.identities),
    consents: wrap('consents', ports.consents),
    accounts: wrap('accounts', ports.accounts),
    timeline: wrap('timeline', ports.timeline),
    merges: wrap('merges', ports.merges),
    statistics: wrap('statistics', ports.statistics),
    queues: wrap('queues', ports.queues),
    events: wrap('events', ports.events),
    programStore: wrap('programStore', ports.programStore),
  };
}

export type Outcome = Awaited<ReturnType<typeof summarize>>;

/**
 * Everything but what depends on which order was the third to be counted: the touchpoint that message hangs on. Who
 * gets which message, and how often, does not.
 */
async function summarize(stack: MemoryStack) {
  const { profiles, messages, events, timeline, statistics, identities } = await observe(stack);
  const messagesBySubject = Object.entries(messages).map(([key, body]) => {
    const { subject, profileId, to } = body as { subject?: string; profileId?: string; to?: string };
    return `${key.split('/')[0]} ${profileId} ${subject} ${to}`;
  });
  return {
    // Of a profile that was merged, the one that it was merged into.
    profiles: Object.values(profiles).map(({ ruleFirings: _order, ...profile }) => profile),
    identities,
    messages: messagesBySubject.sort(),
    events: Object.values(events)
      .map(({ name, profileId, properties }) => JSON.stringify([name, profileId, properties]))
      .sort(),
    touchpoints: timeline.map((entry) => (entry as { touchpointId: string }).touchpointId),
    statistics,
  };
}
