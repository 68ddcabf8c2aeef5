/** The queues, and what their messages hold. */
import type { Channel } from '../../engine/model/channels.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { RejectedTouchpoint } from './rejected-store.ts';
import type { RunSegment, RunTaskBatch } from './run-task.ts';

/** Transactional messages have their own queue, so that none of them waits behind a campaign. */
export type MessageQueueName = Channel | `${Channel}-transactional`;

export type QueueName =
  | 'profile'
  | 'feedback'
  | 'bulk'
  | 'fan-out'
  | MessageQueueName
  | 'webhook'
  | 'rejected';

export interface WakeProfile {
  readonly kind: 'WakeProfile';
  readonly profileId: string;
}

/** What a provider reported of a message, as a touchpoint of its recipient. */
export interface ReportedOutcome {
  readonly kind: 'ReportedOutcome';
  readonly touchpoint: Touchpoint;
}

/** An event of an AWS service about a message that came to another queue than the one for feedback. */
export interface ProviderEvent {
  readonly kind: 'ProviderEvent';
  /** As EventBridge delivered it. */
  readonly event: Readonly<Record<string, unknown>>;
}

export type QueueBody =
  | SendMessage
  | CallWebhook
  | RejectedTouchpoint
  | WakeProfile
  | ReportedOutcome
  | ProviderEvent
  | RunTaskBatch
  | RunSegment;

export interface Queues {
  /**
   * Up to 10 bodies in one call. Returns those that the queue did not accept. `delays`: delay of each in seconds,
   * 0 to 900, in the bodies' order.
   */
  send(
    queue: QueueName,
    bodies: readonly QueueBody[],
    delays?: readonly number[],
  ): Promise<readonly QueueBody[]>;
}

/** How full a queue is. */
export interface QueueDepth {
  /** Messages of the queue, those that are hidden or delayed included. SQS counts approximately. */
  count(): Promise<number>;
}

/** A received record is delivered again after `seconds`, 0 to 43,200. */
export interface VisibilityTimeout {
  readonly receiptHandle: string;
  readonly seconds: number;
  /** ARN of the queue that delivered the record; needed where several queues invoke one function. */
  readonly queueArn?: string;
}

/** The queues that invoke a function. */
export interface VisibilityTimeouts {
  /** Changes the visibility of up to 10 received records in one call. */
  extend(timeouts: readonly VisibilityTimeout[]): Promise<void>;
}
