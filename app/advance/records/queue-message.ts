/** The messages that queue records contain, each with the record to acknowledge for it. */

import type { IdentityType, IgnoredId, Touchpoint } from '../../../engine/model/touchpoint.ts';
import type { ProviderEvent } from '../../ports/queues.ts';
import type { RejectedTouchpoint } from '../../ports/rejected-store.ts';
import type { ProfileTask } from '../../ports/run-task.ts';
import type { QueueRecord } from '../../runtime/sqs-batch.ts';

/** The source of a message: a record, or one member of the packed event in it. */
export interface RecordPart {
  readonly record: QueueRecord;
  /** Set for members: each is an event of its own. */
  readonly member?: { readonly index: number; readonly event: Readonly<Record<string, unknown>> };
}

export interface ReceivedTouchpoint extends RecordPart {
  readonly kind: 'touchpoint';
  readonly touchpoint: Touchpoint;
  /** Its ids that lead to another profile; set when its own profile was found. */
  readonly taken?: readonly TakenId[];
  /** As in TouchpointInput. */
  readonly breach?: readonly [contract: string, note: string];
  /** Its ids that identify no one, or exceed a maximum. */
  readonly ignored?: readonly IgnoredId[];
  /** Its ids were read again, because the profile that a cache led to has released ids. */
  readonly isChecked?: true;
}

/** An id of a touchpoint that leads to another profile than its strongest id. */
export interface TakenId {
  readonly type: IdentityType;
  /** Absent: it leads to a user who has no profile yet. */
  readonly profileId?: string;
}

export interface ReceivedWake {
  readonly kind: 'wake';
  readonly record: QueueRecord;
  readonly profileId: string;
  /** Of runs: the oldest program version that may process it. */
  readonly version?: number;
}

/** The task of a run or of an operator for one person. */
export interface ReceivedTask {
  readonly kind: 'task';
  readonly record: QueueRecord;
  readonly profileId: string;
  readonly task: Exclude<ProfileTask, { readonly kind: 'wake' }>;
  /** The oldest program version that may process it. */
  readonly version?: number;
}

/** A provider's report that was on its way here when feedback got a queue of its own. */
export interface ReceivedReport {
  readonly kind: 'report';
  readonly record: QueueRecord;
  readonly body: ProviderEvent;
}

/** An event that breaks a rule of the envelope. */
export interface ReceivedRejection {
  readonly kind: 'rejected';
  readonly record: QueueRecord;
  readonly rejected: RejectedTouchpoint;
  /** Set if it broke a contract: the touchpoint, and the breach as in TouchpointInput. */
  readonly touchpoint?: Touchpoint;
  readonly breach?: readonly [contract: string, note: string];
}

export type QueueMessage =
  | ReceivedTouchpoint
  | ReceivedWake
  | ReceivedTask
  | ReceivedReport
  | ReceivedRejection;
