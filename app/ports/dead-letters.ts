/** The dead-letter queues of a stage. */

export interface DeadLetterQueue {
  /** `profile`, `email`, ...; `undelivered` for what EventBridge and scheduled runs could not deliver. */
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** Messages, as SQS counts them: approximately. */
  readonly waiting: number;
}

export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  /** Epoch ms. */
  readonly sentAt: number;
  /** `ERROR_CODE`, `RULE_ARN`, ... of events that EventBridge could not deliver. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DeadLetters {
  list(): Promise<readonly DeadLetterQueue[]>;
  /** Up to `limit` of them. They stay in the queue, and become visible again afterwards. */
  peek(queue: DeadLetterQueue, limit: number): Promise<readonly DeadLetter[]>;
  /** Starts to move all messages back to their source queues; SQS continues in the background. */
  redrive(queue: DeadLetterQueue): Promise<void>;
}

/** Reads every message of the dead-letter queues, to remove some of them. */
export interface DeadLetterSweeper {
  /** Addresses, always in the same order. */
  listQueues(): Promise<readonly string[]>;
  /** Messages that someone has received a short time ago, as SQS counts them: approximately. */
  countHidden(queue: string): Promise<number>;
  /** Up to ten messages, which are hidden for some minutes. */
  receive(queue: string): Promise<readonly ReceivedLetter[]>;
  remove(queue: string, handle: string): Promise<void>;
  /** Makes messages visible again. */
  show(queue: string, handles: readonly string[]): Promise<void>;
}

export interface ReceivedLetter {
  readonly id: string;
  readonly body: string;
  /** Epoch ms. */
  readonly sentAt: number;
  readonly handle: string;
}
