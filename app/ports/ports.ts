/**
 * The ports of the use cases. One port method makes at most one AWS call, so a test that fails, repeats or times out
 * each port method covers every crash point.
 */

import type { Channel } from '../../engine/model/channels.ts';
import type { CallWebhook, EmitEvent, SendMessage } from '../../engine/model/effects.ts';
import type { EntryCount } from '../../engine/model/journey-position.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { IdentityKey, Touchpoint } from '../../engine/model/touchpoint.ts';
import type { RunSegment, RunTaskBatch } from './run-ports.ts';
import type { AddressBook } from './sending-ports.ts';

export type * from './publishing-ports.ts';
export type * from './run-ports.ts';
export type * from './sending-ports.ts';

export interface ProfileStore {
  /** `consistent: false` costs half. After a stale read the conditional write fails. */
  load(profileId: string, options: { consistent: boolean }): Promise<Profile | undefined>;
  /** Writes `profile` if the stored version is `profile.version - 1` (absent when that is 0). Throws ProfileConflictError. */
  save(profile: Profile): Promise<void>;
  /** Empties the outbox if the stored version is still `version`. False: a later write carries the outbox. */
  clearOutbox(profileId: string, version: number): Promise<boolean>;
  /** One page of profiles whose `wakeAt` is at or before `now`, earliest first. */
  listDue(shard: number, now: number, cursor: string | undefined): Promise<DuePage>;
}

export interface DuePage {
  readonly due: readonly { readonly profileId: string; readonly wakeAt: number }[];
  readonly cursor?: string;
}

/** What a key is bound to permanently: a profile, or a stronger key, whose person it shares. */
export type IdentityBinding = { readonly profileId: string } | { readonly sameAs: IdentityKey };

/** Identity keys. The same table holds the address book. */
export interface IdentityStore extends Pick<AddressBook, 'read' | 'keep'> {
  /** Bindings of the known keys, in the keys' order. */
  find(
    keys: readonly IdentityKey[],
    options: { consistent: boolean },
  ): Promise<readonly (IdentityBinding | undefined)[]>;
  /** Binds a key. False: it is bound already. */
  claim(key: IdentityKey, binding: IdentityBinding): Promise<boolean>;
}

/** Counts of journey entries that the profile is too small for. They never expire. */
export interface EntryArchive {
  /** `name`: as in the profile, `cart/00f1...`. Consistent. */
  findCount(profileId: string, name: string): Promise<EntryCount | undefined>;
  /** Stores the count unless a higher one is stored. */
  keepCount(profileId: string, name: string, count: EntryCount): Promise<void>;
}

export interface TimelineStore extends EntryArchive {
  /** Puts up to 25 whole entries. Idempotent. Returns the entries that the store did not accept. */
  putEntries(entries: readonly TimelineEntry[], expiresAt: number): Promise<readonly TimelineEntry[]>;
  /** Sets only an entry's traces, which an outbox carried after a crash. */
  amendEntry(entry: TimelineEntry, expiresAt: number): Promise<void>;
  /** Completes the entry of a repeated touchpoint: sets what is missing and keeps the traces that are there. */
  restoreEntry(entry: TimelineEntry, expiresAt: number): Promise<void>;
  /** `decided`: the touchpoint is not stored yet. */
  findEntry(
    profileId: string,
    occurredAt: number,
    touchpointId: string,
  ): Promise<'whole' | 'decided' | undefined>;
  /** Newest first; messages and touchpoints together. */
  list(profileId: string, options: { limit: number; cursor?: string }): Promise<TimelinePage>;
  /** One page, oldest first. */
  listTouchpoints(profileId: string, cursor: string | undefined): Promise<TouchpointPage>;
}

export interface TouchpointPage {
  readonly touchpoints: readonly Touchpoint[];
  /** When the entries without a touchpoint expire (epoch ms). A redelivery completes them. */
  readonly awaited: readonly number[];
  readonly cursor?: string;
}

export interface TimelinePage {
  readonly items: readonly (
    | { kind: 'entry'; entry: TimelineEntry }
    | { kind: 'message'; message: LedgerMessage }
  )[];
  readonly cursor?: string;
}

export type MessageState = 'claimed' | 'released' | 'sent' | 'failed' | 'suppressed' | 'unknown';

/** A message in the ledger (the timeline's other kind of item), from claim to outcome. */
export interface LedgerMessage {
  readonly id: string;
  readonly profileId: string;
  readonly channel: Channel | 'webhook';
  readonly origin: string;
  readonly template?: string;
  readonly state: MessageState;
  /** Claims so far. */
  readonly attempt: number;
  readonly claimedAt: number;
  readonly settledAt?: number;
  readonly reason?: string;
  readonly providerId?: string;
  /** The invocation that settled it. Statistics count a batch once. */
  readonly batch?: string;
  /** When another invocation last took it over to count it (epoch ms). */
  readonly recountedAt?: number;
  /** Outcome name → when (epoch ms): `delivered`, `bounced`, `complained`, `opened`, `clicked`. */
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface Settlement {
  readonly state: Exclude<MessageState, 'claimed'>;
  readonly reason?: string;
  readonly providerId?: string;
  readonly batch: string;
  readonly at: number;
}

export interface MessageLedger {
  /** The first claim. False: the message is in the ledger already (read it). */
  claim(message: SendMessage | CallWebhook, batch: string, now: number, expiresAt: number): Promise<boolean>;
  read(profileId: string, messageId: string): Promise<LedgerMessage | undefined>;
  /**
   * Claims again after `attempt`, if the message is still claimed or released at that attempt and no outcome was
   * reported. A report proves that it was sent.
   */
  reclaim(
    profileId: string,
    messageId: string,
    attempt: number,
    batch: string,
    now: number,
  ): Promise<boolean>;
  /** Writes the outcome of attempt `attempt`, if that attempt is still open. False: another invocation settled it. */
  settle(profileId: string, messageId: string, attempt: number, settlement: Settlement): Promise<boolean>;
  /** Moves a settled but uncounted message to another batch, if it still belongs to `from`. */
  recount(profileId: string, messageId: string, from: string, to: string, now: number): Promise<boolean>;
  /** Records an outcome that the provider reported, which proves that the message was sent. Idempotent. */
  recordOutcome(profileId: string, messageId: string, outcome: string, at: number): Promise<void>;
}

/** Immutable counts of one batch, stored idempotently. `counts`: origin → measure → number. */
export interface StatisticsBatch {
  /** Deterministic: `<profileId>#<version>`, or the sender's batch id. */
  readonly batch: string;
  /** UTC day, `2026-11-22`. */
  readonly day: string;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface StatisticsStore {
  put(batch: StatisticsBatch): Promise<void>;
  has(day: string, batch: string): Promise<boolean>;
  list(
    day: string,
    cursor: string | undefined,
  ): Promise<{ batches: readonly StatisticsBatch[]; cursor?: string }>;
}

/** Transactional messages have their own queue, so that none of them waits behind a campaign. */
export type MessageQueueName = Channel | `${Channel}-transactional`;

export type QueueName = 'profile' | 'bulk' | 'fan-out' | MessageQueueName | 'webhook' | 'rejected';

export interface RejectedTouchpoint {
  readonly kind: 'RejectedTouchpoint';
  /** SQS message id of the rejected delivery. A redelivery has the same id. */
  readonly id: string;
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;
  readonly receivedAt: number;
  /** The event exactly as it was received. */
  readonly event: string;
}

export interface WakeProfile {
  readonly kind: 'WakeProfile';
  readonly profileId: string;
}

export type QueueBody =
  | SendMessage
  | CallWebhook
  | RejectedTouchpoint
  | WakeProfile
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

export interface EventBus {
  /** Up to 10 events in one call. Returns those that the bus did not accept. */
  put(events: readonly EmitEvent[]): Promise<readonly EmitEvent[]>;
}

export interface RejectedStore {
  put(rejected: RejectedTouchpoint): Promise<void>;
  list(cursor: string | undefined): Promise<{ keys: readonly string[]; cursor?: string }>;
  /** Reads a key without a call: when the event was received (epoch ms), and the code. Undefined for other keys. */
  readKey(key: string): { readonly receivedAt: number; readonly code: string } | undefined;
  /** Throws RejectedTouchpointUnreadableError when no rejected touchpoint is stored under the key. */
  get(key: string): Promise<RejectedTouchpoint>;
  remove(key: string): Promise<void>;
}
