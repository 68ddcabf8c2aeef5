/** A Lambda function under load: warm environments, cold starts, and one event source mapping per queue. */
import type { SQSBatchResponse } from 'aws-lambda';
import type { QueueRecord } from '../../app/runtime/sqs-batch.ts';
import type { Random } from '../simulation/random.ts';
import type { Scheduler } from '../simulation/scheduler.ts';
import { drawLatency } from './latency.ts';
import type { LoadQueue } from './load-queue.ts';

export type LoadHandler = (
  records: readonly QueueRecord[],
  queue: LoadQueue,
  invocation: string,
) => Promise<SQSBatchResponse>;

export interface LoadFunctionSettings {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Of the account: shared by functions. */
  readonly room?: LambdaRoom;
  /** Starts a process. */
  start(): LoadHandler;
}

/** The concurrent executions of an account. What exceeds them waits, as event sources retry what Lambda throttles. */
export class LambdaRoom {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  /** Invocations that found no room. */
  throttled = 0;

  constructor(limit: number) {
    this.#free = limit;
  }

  async enter(): Promise<void> {
    this.#free -= 1;
    if (this.#free >= 0) return;
    this.throttled += 1;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    this.#free += 1;
    this.#waiting.shift()?.();
  }
}

const batchSize = 10;

export class LoadFunction {
  readonly #settings: LoadFunctionSettings;
  readonly #idle: LoadHandler[] = [];
  #invocations = 0;
  coldStarts = 0;
  /** Milliseconds that invocations took, for the cost. */
  billed = 0;
  longest = 0;

  constructor(settings: LoadFunctionSettings) {
    this.#settings = settings;
  }

  /**
   * Event source mapping: at most `concurrency` batches of ten at a time. Fewer than ten messages wait for others for
   * `window` seconds.
   */
  subscribe(queue: LoadQueue, concurrency: number, window = 0): void {
    const { scheduler, random } = this.#settings;
    let running = 0;
    let starting = 0;
    let opensAt: number | undefined;
    const isWaitingForMore = (left: number): boolean => {
      if (window === 0 || left >= batchSize || (opensAt !== undefined && opensAt <= scheduler.now)) {
        opensAt = undefined;
        return false;
      }
      if (opensAt === undefined) {
        opensAt = scheduler.now + window * 1000;
        scheduler.at(opensAt, poll);
      }
      return true;
    };
    const poll = () => {
      while (running < concurrency && queue.waiting > starting * batchSize) {
        if (isWaitingForMore(queue.waiting - starting * batchSize)) return;
        running += 1;
        starting += 1;
        scheduler.at(scheduler.now + drawLatency(random, 'dispatch'), async () => {
          starting -= 1;
          const records = queue.receive(batchSize);
          if (records.length > 0) await this.#invoke(records, queue);
          running -= 1;
          poll();
        });
      }
    };
    queue.onReady = poll;
  }

  /** Any idle environment may serve the next batch, whatever queue it comes from. */
  async #invoke(records: readonly QueueRecord[], queue: LoadQueue): Promise<void> {
    const { name, scheduler, random, start, room } = this.#settings;
    await room?.enter();
    let handler = this.#idle.splice(random.integer(0, Math.max(0, this.#idle.length - 1)), 1)[0];
    if (handler === undefined) {
      this.coldStarts += 1;
      await scheduler.wait(drawLatency(random, 'coldStart'));
      handler = start();
    }
    const startedAt = scheduler.now;
    const { batchItemFailures } = await handler(records, queue, `${name}-${++this.#invocations}`);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId } of records) if (!failed.has(messageId)) queue.acknowledge(messageId);
    this.billed += scheduler.now - startedAt;
    this.longest = Math.max(this.longest, scheduler.now - startedAt);
    this.#idle.push(handler);
    room?.leave();
  }
}
