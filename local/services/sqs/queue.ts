/** One standard queue: at-least-once, loosely ordered, in virtual time. */

import type { Deadline } from '../../clock/deadline-heap.ts';
import type { VirtualClock } from '../../clock/virtual-clock.ts';

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64, as on the wire. */
  readonly BinaryValue?: string;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly system: Readonly<Record<string, string>>;
  readonly sentAt: number;
  /** Bytes of body and attributes, for limits and prices. */
  readonly size: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  receipt: string | undefined;
  deadline: Deadline | undefined;
  state: 'ready' | 'delayed' | 'inflight' | 'gone';
  /** Set on a repeated delivery: the message that it repeats. Such a copy is delivered once and never redriven. */
  readonly repeats: Message | undefined;
}

export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilityTimeoutMs: number;
  readonly delayMs: number;
  readonly retentionMs: number;
  readonly maximumBytes: number;
  readonly waitSeconds: number;
  readonly maxReceiveCount: number;
  readonly deadLetterArn: string | undefined;
}

export interface QueueSurroundings {
  readonly clock: VirtualClock;
  random(): number;
  /** Number of oldest ready messages from which a delivery is picked; 1 keeps the order. */
  readonly shuffleWindow: number;
  moveToDeadLetter(message: Message): void;
}

export class Queue {
  readonly settings: QueueSettings;
  /** Share of event-source deliveries that happen twice; set for queues with an event source. */
  repeatShare = 0;
  hasConsumer = false;
  readonly #around: QueueSurroundings;
  readonly #byReceipt = new Map<string, Message>();
  readonly #delayed = new Set<Message>();
  readonly #inflight = new Set<Message>();
  #ready: Message[] = [];
  #head = 0;
  #receipts = 0;
  #listeners: (() => void)[] = [];

  constructor(settings: QueueSettings, around: QueueSurroundings) {
    this.settings = settings;
    this.#around = around;
  }

  /** Calls `listener` whenever a message becomes ready; returns a function that stops it. */
  onReady(listener: () => void): () => void {
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((each) => each !== listener);
    };
  }

  depths(): { ready: number; delayed: number; inflight: number } {
    this.#dropExpired();
    return {
      ready: this.#ready.length - this.#head,
      delayed: this.#delayed.size,
      inflight: this.#inflight.size,
    };
  }

  add(message: Message, delayMs = this.settings.delayMs): void {
    if (delayMs > 0) this.#hideUntil(message, 'delayed', this.#around.clock.now() + delayMs);
    else this.#makeReady(message);
  }

  /** Receives up to `count` ready messages and hides them for the visibility timeout. */
  receive(count: number, visibilityMs = this.settings.visibilityTimeoutMs): Message[] {
    this.#dropExpired();
    const now = this.#around.clock.now();
    const taken: Message[] = [];
    while (taken.length < count && this.#head < this.#ready.length) {
      const message = this.#receiveReady();
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      this.#receipts += 1;
      message.receipt = `${message.id}.${this.#receipts}`;
      this.#byReceipt.set(message.receipt, message);
      this.#hideUntil(message, 'inflight', now + visibilityMs);
      taken.push(message);
    }
    for (const message of taken) this.#repeatSometimes(message);
    return taken;
  }

  /** Deletes by receipt handle; a repeated delivery's handle deletes the message itself too. */
  delete(receipt: string): boolean {
    const message = this.#byReceipt.get(receipt);
    if (message === undefined) return false;
    this.#remove(message);
    if (message.repeats !== undefined) this.#remove(message.repeats);
    return true;
  }

  /** Sets a new visibility timeout from now; 0 makes the message ready at once. */
  changeVisibility(receipt: string, visibilityMs: number): boolean {
    const message = this.#byReceipt.get(receipt);
    if (message === undefined || message.state !== 'inflight') return false;
    if (visibilityMs === 0) this.#comeBack(message);
    else this.#hideUntil(message, 'inflight', this.#around.clock.now() + visibilityMs);
    return true;
  }

  /** Removes and returns all messages. */
  purge(): Message[] {
    const all = [...this.#ready.slice(this.#head), ...this.#delayed, ...this.#inflight];
    this.#ready = [];
    this.#head = 0;
    for (const message of all) this.#remove(message);
    return all;
  }

  /** Removes one waiting message, to move it elsewhere. */
  remove(message: Message): void {
    this.#remove(message);
  }

  /** The messages that wait to be received, oldest first. */
  peek(): readonly Message[] {
    return this.#ready.slice(this.#head).filter((message) => message.state === 'ready');
  }

  #repeatSometimes(message: Message): void {
    if (this.repeatShare === 0 || message.repeats !== undefined) return;
    if (this.#around.random() >= this.repeatShare) return;
    this.#makeReady({
      ...message,
      receipt: undefined,
      deadline: undefined,
      state: 'ready',
      repeats: message,
    });
  }

  #receiveReady(): Message {
    const span = Math.min(this.#around.shuffleWindow, this.#ready.length - this.#head);
    const index = this.#head + (span > 1 ? Math.floor(this.#around.random() * span) : 0);
    const taken = this.#ready[index];
    const first = this.#ready[this.#head];
    if (taken === undefined || first === undefined) throw new RangeError('took from an empty queue');
    this.#ready[index] = first;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  #makeReady(message: Message): void {
    message.state = 'ready';
    message.deadline = undefined;
    this.#ready.push(message);
    for (const listener of this.#listeners) listener();
  }

  #hideUntil(message: Message, state: 'delayed' | 'inflight', at: number): void {
    if (message.deadline !== undefined) this.#around.clock.clearDeadline(message.deadline);
    message.state = state;
    (state === 'delayed' ? this.#delayed : this.#inflight).add(message);
    message.deadline = this.#around.clock.setDeadline(at, () => this.#comeBack(message));
  }

  #comeBack(message: Message): void {
    const wasInflight = message.state === 'inflight';
    const { receiveCount } = message;
    this.#remove(message);
    if (message.repeats !== undefined) return;
    if (wasInflight && receiveCount >= this.settings.maxReceiveCount) this.#around.moveToDeadLetter(message);
    else this.#makeReady(message);
  }

  #remove(message: Message): void {
    if (message.deadline !== undefined) this.#around.clock.clearDeadline(message.deadline);
    message.deadline = undefined;
    if (message.receipt !== undefined) this.#byReceipt.delete(message.receipt);
    this.#delayed.delete(message);
    this.#inflight.delete(message);
    if (message.state === 'ready') {
      const index = this.#ready.indexOf(message, this.#head);
      if (index >= 0) this.#ready.splice(index, 1);
    }
    message.state = 'gone';
  }

  #dropExpired(): void {
    const oldest = this.#around.clock.now() - this.settings.retentionMs;
    for (;;) {
      const first = this.#ready[this.#head];
      if (first === undefined || first.sentAt >= oldest) return;
      first.state = 'gone';
      this.#head += 1;
    }
  }
}
