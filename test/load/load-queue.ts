/** A standard SQS queue under load, in virtual time: first in, first out, records hidden until they are acknowledged. */
import type { QueueRecord } from '../../app/runtime/sqs-batch.ts';
import type { Scheduler } from '../simulation/scheduler.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receiveCount: number;
  /** A record that was hidden or delivered again invalidates earlier plans for its return. */
  plan: number;
}

/** Milliseconds: six times the time-out of a sender. */
const visibility = 360_000;

export class LoadQueue {
  readonly #scheduler: Scheduler;
  #ready: Message[] = [];
  #head = 0;
  readonly #hidden = new Map<string, Message>();
  #sent = 0;
  /** The most deliveries of one message so far. */
  mostDeliveries = 0;
  /** Messages that came back after the whole visibility timeout. */
  timedOut = 0;
  onReady: () => void = () => undefined;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get waiting(): number {
    return this.#ready.length - this.#head;
  }

  get isEmpty(): boolean {
    return this.waiting === 0 && this.#hidden.size === 0;
  }

  send(body: string): void {
    const id = String(++this.#sent);
    this.#ready.push({ id, body, sentAt: this.#scheduler.now, receiveCount: 0, plan: 0 });
    this.onReady();
  }

  receive(most: number): QueueRecord[] {
    const batch = this.#ready.slice(this.#head, this.#head + most);
    this.#head += batch.length;
    if (this.#head > 10_000) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    return batch.map((message) => {
      message.receiveCount += 1;
      this.mostDeliveries = Math.max(this.mostDeliveries, message.receiveCount);
      this.#hidden.set(message.id, message);
      this.#returnAfter(message, visibility, true);
      return {
        messageId: message.id,
        receiptHandle: message.id,
        body: message.body,
        attributes: {
          ApproximateReceiveCount: String(message.receiveCount),
          SentTimestamp: String(message.sentAt),
        },
      };
    });
  }

  hide(id: string, seconds: number): void {
    const message = this.#hidden.get(id);
    if (message !== undefined) this.#returnAfter(message, seconds * 1000, false);
  }

  acknowledge(id: string): void {
    this.#hidden.delete(id);
  }

  #returnAfter(message: Message, milliseconds: number, isTimeout: boolean): void {
    const plan = ++message.plan;
    this.#scheduler.at(this.#scheduler.now + milliseconds, () => {
      if (message.plan !== plan || !this.#hidden.delete(message.id)) return false;
      if (isTimeout) this.timedOut += 1;
      this.#ready.push(message);
      this.onReady();
      return true;
    });
  }
}
