/** An SQS event source mapping: polls, batches, invokes, deletes successful messages. */

import type { Activity } from '../activity.ts';
import type { Deadline } from '../clock/deadline-heap.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { CloudContext } from '../service.ts';
import { countBilledRequests } from '../services/sqs/message.ts';
import type { Message, Queue } from '../services/sqs/queue.ts';
import { buildBatches, readFailures } from './event-source-batch.ts';
import type { LambdaFunction } from './function.ts';

export interface EventSourceSettings {
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportsFailures: boolean;
  readonly concurrency: number;
}

/** Lambda's pollers receive and delete at most this many messages per (billed) request. */
const messagesPerRequest = 10;

export class EventSource {
  readonly queue: Queue;
  readonly #target: LambdaFunction;
  readonly #settings: EventSourceSettings;
  readonly #context: CloudContext;
  readonly #clock: VirtualClock;
  readonly #activity: Activity;
  readonly #stopListening: () => void;
  #running = 0;
  #isWoken = false;
  #isStopped = false;
  #isPaused = false;
  #window: Deadline | undefined;

  constructor(
    queue: Queue,
    target: LambdaFunction,
    settings: EventSourceSettings,
    around: { context: CloudContext; clock: VirtualClock; activity: Activity },
  ) {
    this.queue = queue;
    this.#target = target;
    this.#settings = settings;
    this.#context = around.context;
    this.#clock = around.clock;
    this.#activity = around.activity;
    this.#stopListening = queue.onReady(() => this.#wake());
    queue.hasConsumer = true;
  }

  /** Whether messages wait that this source will receive by itself, without time having to pass. */
  hasWork(): boolean {
    return !this.#isStopped && !this.#isPaused && this.#window === undefined && this.queue.depths().ready > 0;
  }

  /** As a disabled event source mapping: messages stay in the queue. */
  pause(): void {
    this.#isPaused = true;
    this.queue.hasConsumer = false;
  }

  resume(): void {
    this.#isPaused = false;
    this.queue.hasConsumer = true;
    this.#wake();
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopListening();
    if (this.#window !== undefined) this.#clock.clearDeadline(this.#window);
  }

  #wake(): void {
    if (this.#isWoken || this.#isStopped) return;
    this.#isWoken = true;
    // One turn later, so that messages sent together are received together.
    setImmediate(() => {
      this.#isWoken = false;
      this.#poll();
    });
  }

  #poll(): void {
    while (!this.#isStopped && !this.#isPaused && this.#running < this.#settings.concurrency) {
      const { ready } = this.queue.depths();
      if (ready === 0 || this.#isWaitingForMore(ready)) return;
      const messages = this.queue.receive(this.#settings.batchSize);
      if (messages.length === 0) return;
      this.#running += 1;
      const { attributeTo, logicalId } = this.#target.settings;
      const work = attributeTo(() => this.#process(messages));
      void this.#activity.track(work, logicalId).finally(() => {
        this.#running -= 1;
        this.#wake();
      });
    }
  }

  /** With a batching window, fewer messages than a full batch wait until the window ends. */
  #isWaitingForMore(ready: number): boolean {
    if (this.#settings.windowMs === 0) return false;
    if (ready >= this.#settings.batchSize) {
      if (this.#window !== undefined) this.#clock.clearDeadline(this.#window);
      this.#window = undefined;
      return false;
    }
    const now = this.#clock.now();
    if (this.#window === undefined) {
      this.#window = this.#clock.setDeadline(now + this.#settings.windowMs, () => this.#wake());
      return true;
    }
    if (this.#window.at > now) return true;
    this.#window = undefined;
    return false;
  }

  async #process(messages: readonly Message[]): Promise<void> {
    this.#countRequests(messages, (bytes) => countBilledRequests(bytes));
    for (const batch of buildBatches(messages, this.queue.settings.arn, this.#context)) {
      const receipts = new Map(batch.messages.map((message) => [message.id, message.receipt ?? '']));
      const traces = batch.messages.map((message) => message.system['AWSTraceHeader']);
      const result = await this.#target.invoke(batch.payload, traces);
      const failed =
        result.kind !== 'done'
          ? 'all'
          : this.#settings.reportsFailures
            ? readFailures(result.payload, receipts)
            : new Set<string>();
      if (failed === 'all') continue;
      const succeeded = batch.messages.filter((message) => !failed.has(message.id));
      for (const message of succeeded) this.queue.delete(receipts.get(message.id) ?? '');
      this.#countRequests(succeeded, () => 1);
    }
  }

  #countRequests(messages: readonly Message[], price: (bytes: number) => number): void {
    for (let i = 0; i < messages.length; i += messagesPerRequest) {
      const bytes = messages.slice(i, i + messagesPerRequest).reduce((sum, message) => sum + message.size, 0);
      this.#context.meter.count('sqs.requests', price(bytes), this.queue.settings.name);
    }
  }
}
