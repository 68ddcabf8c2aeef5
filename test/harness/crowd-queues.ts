/** Workers on the queues of a memory stack, all at the same time: their calls take turns, and deliveries are repeated. */
import type { QueueName } from '../../app/ports/queues.ts';
import type { QueueRecord, UnfinishedRecord } from '../../app/runtime/sqs-batch.ts';
import type { Random } from '../simulation/random.ts';
import type { MemoryStack } from './memory-stack.ts';

type Call = (...parameters: unknown[]) => unknown;
type Handler = (records: readonly QueueRecord[]) => Promise<readonly UnfinishedRecord[]>;

/** As in lib/: then it is a dead letter. */
const mostDeliveries: Partial<Record<QueueName, number>> = { profile: 10, feedback: 10 };

export type CrowdQueues = ReturnType<typeof createCrowdQueues>;

export function createCrowdQueues({ clock, queues }: Pick<MemoryStack, 'clock' | 'queues'>, random: Random) {
  const names: QueueName[] = [];
  const held: { readonly name: QueueName; readonly record: QueueRecord; readonly at: number }[] = [];
  const dead: string[] = [];
  const tasks = new Set<Promise<void>>();
  const starts: (() => Promise<void>)[] = [];
  let [busy, step] = [0, 0];

  /** A call takes some turns of the event loop, and a millisecond of the stack's time. */
  async function pass(): Promise<void> {
    for (let turns = random.integer(0, 2); turns >= 0; turns--)
      await new Promise<void>((resolve) => setImmediate(resolve));
    clock.now += 1;
    step += 1;
  }

  /** Each call waits before and after it. */
  function slow<Ports extends object>(ports: Ports): Ports {
    const wrapped = Object.entries(ports).map(([name, port]) => {
      if (typeof port !== 'object' || port === null) return [name, port] as const;
      const proxy = new Proxy(port as object, {
        get(target, method) {
          const member: unknown = Reflect.get(target, method);
          if (typeof member !== 'function') return member;
          return async (...parameters: unknown[]) => {
            await pass();
            const result: unknown = await (member as Call).apply(target, parameters);
            await pass();
            return result;
          };
        },
      });
      return [name, proxy] as const;
    });
    return Object.fromEntries(wrapped) as Ports;
  }

  function release(): void {
    for (const each of held.splice(0)) {
      if (each.at > clock.now) held.push(each);
      else queues.get(each.name).settle([each.record], new Set([each.record.messageId]));
    }
  }

  function isOver(): boolean {
    return busy + held.length + tasks.size === 0 && names.every((name) => queues.get(name).length === 0);
  }

  async function deliver(name: QueueName, records: readonly QueueRecord[], handle: Handler): Promise<void> {
    const queue = queues.get(name);
    busy += 1;
    const unfinished = await handle(records);
    busy -= 1;
    for (const { record, retryAfter } of unfinished) {
      const { ApproximateReceiveCount: count } = record.attributes;
      if (Number(count) >= (mostDeliveries[name] ?? 20)) dead.push(record.body);
      else held.push({ name, record, at: clock.now + (retryAfter ?? 1) * 1000 });
    }
    const later = new Set(held.map(({ record }) => record.receiptHandle));
    const done = records.filter(({ receiptHandle }) => !later.has(receiptHandle));
    queue.settle(done, new Set());
    for (const { body } of done) if (random.chance(0.1)) queue.sendText(body);
  }

  return {
    slow,
    /** Bodies that were delivered too often. */
    dead,
    /** Calls so far: the order in which things happened. */
    readStep: () => step,
    /** Runs beside the workers; `run` waits for it. */
    begin(task: Promise<unknown>): void {
      const own = task.then(
        () => void tasks.delete(own),
        (error: unknown) => {
          tasks.delete(own);
          dead.push(`a task has failed: ${String(error)}`);
        },
      );
      tasks.add(own);
    },
    /** A worker: `run` starts it. */
    add(from: readonly QueueName[], batchSize: number, handle: Handler): void {
      names.push(...from);
      starts.push(async () => {
        while (!isOver()) {
          let isIdle = true;
          for (const name of from) {
            const records = queues.get(name).receive(batchSize);
            if (records.length === 0) continue;
            isIdle = false;
            await deliver(name, records, handle);
          }
          if (isIdle) await pass();
          // No one works: time passes until the next delivery.
          if (busy + tasks.size === 0) clock.now += 500;
          release();
        }
      });
    },
    /** Until nothing waits. */
    async run(): Promise<void> {
      await Promise.all(starts.map((start) => start()));
    },
  };
}
