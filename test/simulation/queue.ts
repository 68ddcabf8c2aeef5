/** A standard SQS queue in virtual time: at least once, in any order, with dead letters that can be moved back. */
import type { QueueRecord } from '../../app/runtime/sqs-batch.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

interface Message {
  readonly id: string;
  readonly copy: number;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
}

export interface QueueSettings {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Milliseconds. */
  readonly visibility: number;
  /** Deliveries before a message becomes a dead letter. */
  readonly attempts: number;
  readonly batchSize: number;
  /** Share of the messages that are delivered a second time although they were acknowledged. */
  repeats(): number;
  onDeadLetter(body: string): void;
}

/** Takes a batch, or has no room for one now. */
export interface Consumer {
  isIdle(): boolean;
  take(records: readonly QueueRecord[], queue: SimulatedQueue): void;
}

export class SimulatedQueue {
  readonly #settings: QueueSettings;
  readonly #consumers: Consumer[] = [];
  #messages: Message[] = [];
  #dead: Message[] = [];
  #sent = 0;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  get name(): string {
    return this.#settings.name;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  get deadLetters(): number {
    return this.#dead.length;
  }

  /** Everything that waits or is under way. */
  listBodies(): readonly string[] {
    return [...this.#messages, ...this.#dead].map(({ body }) => body);
  }

  subscribe(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  send(body: string, delaySeconds = 0): void {
    const { name, scheduler, random, repeats } = this.#settings;
    const id = `${name}-${++this.#sent}`;
    const copies = random.chance(repeats()) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const later = copy === 0 ? 0 : random.integer(0, 30_000);
      const visibleAt = scheduler.now + delaySeconds * 1000 + later;
      this.#messages.push({ id, copy, body, sentAt: scheduler.now, visibleAt, receiveCount: 0 });
      this.#lookAt(visibleAt);
    }
  }

  acknowledge(record: QueueRecord): void {
    const message = this.#find(record.receiptHandle);
    const { random, scheduler, repeats } = this.#settings;
    if (message === undefined) return;
    if (random.chance(repeats() / 4)) {
      // Deleted on all servers but the one that delivers it again.
      message.visibleAt = scheduler.now + random.integer(1_000, 60_000);
      this.#lookAt(message.visibleAt);
      return;
    }
    this.#messages = this.#messages.filter((candidate) => candidate !== message);
  }

  /** Changes when a delivered record can be delivered again. */
  postpone(receiptHandle: string, seconds: number): void {
    const message = this.#find(receiptHandle);
    if (message === undefined) return;
    message.visibleAt = this.#settings.scheduler.now + seconds * 1000;
    this.#lookAt(message.visibleAt);
  }

  /** As StartMessageMoveTask does: they are new messages. Returns how many there were. */
  moveDeadLettersBack(): number {
    const dead = this.#dead;
    this.#dead = [];
    for (const { body } of dead) this.send(body);
    return dead.length;
  }

  /** A consumer has room again. */
  offer(): void {
    this.#lookAt(this.#settings.scheduler.now);
  }

  #lookAt(moment: number): void {
    const { scheduler, random } = this.#settings;
    scheduler.at(moment + random.integer(0, 8), () => this.#dispatch());
  }

  /** False when no subscriber received anything. */
  #dispatch(): boolean {
    const { scheduler, random, batchSize, visibility } = this.#settings;
    const idle = this.#consumers.filter((consumer) => consumer.isIdle());
    if (idle.length === 0) return false;
    const visible = this.#receiveVisible(scheduler.now);
    if (visible.length === 0) return false;
    const batch = random.shuffle(visible).slice(0, random.integer(1, batchSize));
    const records = batch.map((message) => {
      message.receiveCount += 1;
      message.visibleAt = scheduler.now + visibility;
      this.#lookAt(message.visibleAt);
      return toRecord(message);
    });
    random.pick(idle).take(records, this);
    if (batch.length < visible.length && idle.length > 1) this.#lookAt(scheduler.now);
    return true;
  }

  #receiveVisible(now: number): readonly Message[] {
    const visible = this.#messages.filter(({ visibleAt }) => visibleAt <= now);
    const spent = visible.filter(({ receiveCount }) => receiveCount >= this.#settings.attempts);
    if (spent.length === 0) return visible;
    for (const { body } of spent) this.#settings.onDeadLetter(body);
    this.#dead.push(...spent);
    this.#messages = this.#messages.filter((message) => !spent.includes(message));
    return visible.filter((message) => !spent.includes(message));
  }

  /** Undefined for a handle that is older than the newest delivery. */
  #find(receiptHandle: string): Message | undefined {
    return this.#messages.find((message) => makeHandle(message) === receiptHandle);
  }
}

function toRecord(message: Message): QueueRecord {
  return {
    messageId: message.id,
    receiptHandle: makeHandle(message),
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
    },
  };
}

function makeHandle({ id, copy, receiveCount }: Message): string {
  return `${id}/${copy}/${receiveCount}`;
}
