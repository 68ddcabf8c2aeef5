/** A queue with the behaviour of SQS: what is not acknowledged is delivered again, and counted. Time is the stack's, not the machine's. */

import { decodeBody, encodeBody } from '../../app/ports/queue-body.ts';
import type { QueueBody, QueueName, Queues } from '../../app/ports/queues.ts';
import type { QueueRecord } from '../../app/runtime/sqs-batch.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** Epoch ms; not delivered before. */
  readonly visibleAt: number;
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

  /** What is under way or could be delivered now. */
  get length(): number {
    return this.#listReady().length + this.#inFlight.size;
  }

  /** When the next of those kept back can be delivered (epoch ms). */
  get nextVisibleAt(): number | undefined {
    const moments = this.#waiting.map(({ visibleAt }) => visibleAt).filter((at) => at > this.#now());
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  sendText(body: string, delaySeconds = 0): void {
    this.#sent += 1;
    const sentAt = this.#now();
    const visibleAt = sentAt + delaySeconds * 1000;
    this.#waiting.push({ id: `${this.#name}-${this.#sent}`, body, sentAt, visibleAt, receiveCount: 0 });
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
    const batch = this.#listReady().slice(0, limit);
    this.#waiting = this.#waiting.filter((message) => !batch.includes(message));
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

  #listReady(): readonly Message[] {
    return this.#waiting.filter(({ visibleAt }) => visibleAt <= this.#now());
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
      async send(name: QueueName, bodies: readonly QueueBody[], delays: readonly number[] = []) {
        for (const [index, body] of bodies.entries()) get(name).sendText(encodeBody(body), delays[index]);
        return [];
      },
    },
  };
}
