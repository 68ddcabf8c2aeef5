/** The carts' story on a memory stack: two sweepers, two workers with clocks of their own, an outage, edits, faults. */
import { identityKey } from '../../adapters/keys.ts';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvancePorts } from '../../app/advance/dependencies.ts';
import { sweepTimers } from '../../app/advance/sweep-timers.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { makeMessageId } from '../../engine/base/message-id.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { createProcess } from '../harness/actor.ts';
import { createFaultInjector, type Fault, type InvocationState } from '../harness/faults.ts';
import {
  createMemoryStack,
  type MemoryStack,
  peekMessages,
  publishSnapshot,
} from '../harness/memory-stack.ts';
import {
  type Cart,
  type Edits,
  MINUTE,
  makeBought,
  makeFilled,
  type Sent,
  start,
} from './timers-journeys-story.ts';

export interface CartPlay {
  readonly carts: readonly Cart[];
  readonly edits: Edits;
  /** No sweep from one tick up to another: [first missing, first that comes]. */
  readonly outage: readonly [number, number];
  /** Milliseconds by which the clock of each worker is off. */
  readonly skews: readonly number[];
  readonly faults: readonly Fault[];
  readonly ticks: number;
  /** Bends the ports under all workers. */
  readonly bend?: (ports: AdvancePorts) => AdvancePorts;
}

interface Happening {
  readonly at: number;
  run(stack: MemoryStack): void | Promise<void>;
}

const batchSize = 4;

export interface PlayedCarts {
  readonly stack: MemoryStack;
  /** When (epoch ms) a worker could not read which program is in force, and went on with the one it had. */
  readonly failedLooks: readonly number[];
}

export async function playCarts(play: CartPlay, programs: readonly ProgramSnapshot[]): Promise<PlayedCarts> {
  const { outage, ticks, bend = (ports: AdvancePorts) => ports } = play;
  const stack = createMemoryStack({ now: start, pageSize: 3 });
  const injector = createFaultInjector(...play.faults);
  const happenings = listHappenings(play, programs);
  await publishNext(stack, programs[0]);
  const failedLooks: number[] = [];
  const noteFailure = () => failedLooks.push(stack.clock.now);
  const workers = play.skews.map((skew) =>
    startWorker(skew, (state) =>
      createProcess(watchLooks(injector.wrap<AdvancePorts>(bend(stack.ports), state), noteFailure)),
    ),
  );
  const queue = stack.queues.get('profile');
  for (let tick = 0; tick <= ticks; ) {
    const nextTick = start + tick * MINUTE;
    const now = Math.min(nextTick, queue.nextVisibleAt ?? nextTick, happenings[0]?.at ?? nextTick);
    stack.clock.now = Math.max(now, stack.clock.now);
    while (happenings[0] !== undefined && happenings[0].at <= now) await happenings.shift()?.run(stack);
    if (now === nextTick) {
      const isDown = tick >= outage[0] && tick < outage[1];
      if (!isDown) await Promise.all([sweep(stack), sweep(stack)]);
      tick += 1;
    }
    await deliver(stack, workers);
  }
  return { stack, failedLooks };
}

/** Above the faults: what a worker sees of its reads of the program. */
function watchLooks(ports: AdvancePorts, onFailure: () => void): AdvancePorts {
  const watch = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
    answer.catch((error: unknown) => {
      onFailure();
      throw error;
    });
  const { programStore } = ports;
  return {
    ...ports,
    programStore: {
      ...programStore,
      readCurrent: (options) => watch(programStore.readCurrent(options)),
      loadChunk: (version, index) => watch(programStore.loadChunk(version, index)),
    },
  };
}

function listHappenings({ carts, edits }: CartPlay, programs: readonly ProgramSnapshot[]): Happening[] {
  const publishing = [edits.renamedAt, edits.changedAt, edits.movedAt].map((at, index) => ({
    at,
    run: (stack: MemoryStack) => publishNext(stack, programs[index + 1]),
  }));
  const events = carts.flatMap((cart, index): Happening[] => {
    const filled = makeFilled(cart, index);
    const { boughtAt } = cart;
    const list = [
      { at: cart.filledAt, run: (stack: MemoryStack) => stack.queues.get('profile').sendText(filled) },
    ];
    if (boughtAt === undefined) return list;
    const bought = makeBought(cart, index);
    return [...list, { at: boughtAt, run: (stack) => stack.queues.get('profile').sendText(bought) }];
  });
  return [...publishing, ...events].sort((left, right) => left.at - right.at);
}

async function publishNext({ ports }: MemoryStack, snapshot: ProgramSnapshot | undefined): Promise<void> {
  if (snapshot !== undefined) await publishSnapshot(ports.programStore, snapshot);
}

type Worker = ReturnType<typeof startWorker>;

function startWorker(skew: number, open: (state: InvocationState) => ReturnType<typeof createProcess>) {
  let state: InvocationState = { isDead: false };
  let process = open(state);
  return async (stack: MemoryStack): Promise<void> => {
    const queue = stack.queues.get('profile');
    for (let records = queue.receive(batchSize); records.length > 0; records = queue.receive(batchSize)) {
      const unfinished = await advanceProfiles(process, records, stack.clock.now + skew).catch(() =>
        records.map((record) => ({ record })),
      );
      const failed = state.isDead ? records.map((record) => ({ record })) : unfinished;
      if (state.isDead) {
        state = { isDead: false };
        process = open(state);
      }
      queue.settle(records, new Set(failed.map(({ record }) => record.messageId)));
    }
  };
}

async function deliver(stack: MemoryStack, workers: readonly Worker[]): Promise<void> {
  const queue = stack.queues.get('profile');
  while (queue.length > 0) await Promise.all(workers.map((work) => work(stack)));
}

async function sweep({ ports, clock }: MemoryStack): Promise<void> {
  const { profiles, queues } = ports;
  const telemetry = silentTelemetry;
  await sweepTimers(
    { profiles, queues, telemetry, wakeShards: 4, remainingMilliseconds: () => 60_000 },
    clock.now,
  );
}

/** The messages of one cart; each once, however often it was put on its queue. */
export function listSent(stack: MemoryStack, cart: number): readonly Sent[] {
  const messages = peekMessages(stack, 'email');
  const own = messages.filter(({ variables }) => JSON.stringify(variables).includes(`"cart-${cart}"`));
  const byId = new Map(own.map((message) => [message.id, message]));
  return [...byId.values()].map(({ template, decidedAt }) => ({
    template: template as Sent['template'],
    at: decidedAt,
  }));
}

/** People who still have something to wait for. */
export async function countDue({ ports }: MemoryStack): Promise<number> {
  let due = 0;
  for (let shard = 0; shard < 4; shard++) {
    due += (await ports.profiles.listDue(shard, Number.MAX_SAFE_INTEGER, undefined)).due.length;
  }
  return due;
}

export function findProfile(stack: MemoryStack, person: string) {
  return stack.ports.profiles.load(makeMessageId(0, identityKey('userId', person)), { consistent: true });
}
