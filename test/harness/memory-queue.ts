/** A queue as SQS is one: what is not acknowledged comes again, counted. Time is the world's, not the machine's. */

import type { QueueBody, QueueName, Queues } from '../../adapters/ports.ts';
import { decodeBody, encodeBody } from '../../adapters/sqs/queue-body.ts';
import type { QueueRecord } from '../../functions/shared/sqs-batch.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receiveCount: number;
}

export class MemoryQueue {
  readonly #name: string;
  readonly #now: () => number;
  #waiting: Message[] = [];
  readonly #inFlight = new Map<string, Message>();
  #sent = 0;
  /** Called after every delivery: a test can put what came back elsewhere in the line. */
  onSettled: () => void = () => undefined;

  constructor(name: string, now: () => number) {
    this.#name = name;
    this.#now = now;
  }

  get length(): number {
    return this.#waiting.length + this.#inFlight.size;
  }

  sendText(body: string): void {
    this.#sent += 1;
    this.#waiting.push({ id: `${this.#name}-${this.#sent}`, body, sentAt: this.#now(), receiveCount: 0 });
  }

  /** Decoded bodies of everything not acknowledged, in order. */
  peek(): readonly Readonly<Record<string, unknown>>[] {
    return this.#waiting.map(({ body }) => decodeBody(body));
  }

  /** Reorders what waits; `order` gets the ids. */
  reorder(order: (ids: readonly string[]) => readonly string[]): void {
    const byId = new Map(this.#waiting.map((message) => [message.id, message]));
    this.#waiting = order([...byId.keys()]).flatMap((id) => byId.get(id) ?? []);
  }

  receive(limit = 10): readonly QueueRecord[] {
    const batch = this.#waiting.splice(0, limit);
    for (const message of batch) {
      message.receiveCount += 1;
      this.#inFlight.set(message.id, message);
    }
    return batch.map((message) => ({
      messageId: message.id,
      receiptHandle: `${message.id}/${message.receiveCount}`,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(message.sentAt),
      },
    }));
  }

  /** Ends a delivery: what failed waits again, first in line and in its order; the rest is gone. */
  settle(records: readonly QueueRecord[], failed: ReadonlySet<string>): void {
    const back: Message[] = [];
    for (const { messageId } of records) {
      const message = this.#inFlight.get(messageId);
      this.#inFlight.delete(messageId);
      if (message !== undefined && failed.has(messageId)) back.push(message);
    }
    this.#waiting.unshift(...back);
    this.onSettled();
  }
}

/** Queues that any port can send to and any handler can be fed from. */
export function createMemoryQueues(now: () => number): {
  readonly port: Queues;
  get(name: QueueName): MemoryQueue;
} {
  const queues = new Map<QueueName, MemoryQueue>();
  const get = (name: QueueName) => {
    const queue = queues.get(name) ?? new MemoryQueue(name, now);
    queues.set(name, queue);
    return queue;
  };
  return {
    get,
    port: {
      async send(name: QueueName, bodies: readonly QueueBody[]) {
        for (const body of bodies) get(name).sendText(encodeBody(body));
        return [];
      },
    },
  };
}
