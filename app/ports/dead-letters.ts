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
