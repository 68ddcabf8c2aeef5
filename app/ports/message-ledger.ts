/** Messages from claim to outcome. */
import type { Channel } from '../../engine/model/channels.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import type { HoldReason, ReasonCode } from '../../engine/model/reason-codes.ts';
import type { MessageLimit } from '../../engine/model/timeline-entry.ts';

export type MessageState = 'claimed' | 'released' | 'sent' | 'failed' | 'suppressed' | 'unknown';

/** An address that a message did not go to, and why. */
export interface SkippedAddress {
  readonly address: string;
  readonly reason: ReasonCode;
}

/** Of a message that could go to several addresses: the one that it went to, and those before it. */
export interface AddressChoice {
  /** Absent: none of them. */
  readonly to?: string;
  readonly skipped: readonly SkippedAddress[];
  /** The policy was `last_used`: what the person does with the message counts as a use of the address. */
  readonly isByUse?: true;
  /** When the person had last used the address (epoch ms). */
  readonly usedAt?: number;
}

/** Connected content of a message that showed its fallback, and why the call failed: `timed_out`. */
export interface ShownFallback {
  readonly name: string;
  readonly reason: string;
}

/** A message in the ledger (the timeline's other kind of item), from claim to outcome. */
export interface LedgerMessage {
  readonly id: string;
  readonly profileId: string;
  readonly channel: Channel | 'webhook';
  readonly origin: string;
  /** Who got it, or would have: see nameRecipient. Absent: it was written before this was stored, or it is a test. */
  readonly to?: string;
  readonly template?: string;
  /** Of a journey: its step, and the variant that a split chose. */
  readonly step?: string;
  readonly variant?: string;
  readonly locale?: string;
  readonly state: MessageState;
  /** Claims so far; 0: the message was released to wait before its first one. */
  readonly attempt: number;
  /** Of a message without a claim: when it began to wait. */
  readonly claimedAt: number;
  readonly settledAt?: number;
  readonly reason?: string;
  /** Of a released message that waits under a hold: when it is tried again (epoch ms), if that is known. */
  readonly waitsUntil?: number;
  /** Of a refusal right before sending. */
  readonly limit?: MessageLimit;
  readonly choice?: AddressChoice;
  readonly fallbacks?: readonly ShownFallback[];
  readonly providerId?: string;
  /** Codes of its short links: nothing else leads from a person to them. */
  readonly links?: readonly string[];
  /** The invocation that settled it. Statistics count a batch once. */
  readonly batch?: string;
  /** When another invocation last took it over to count it (epoch ms). */
  readonly recountedAt?: number;
  /** Outcome name → when (epoch ms): `delivered`, `bounced`, `complained`, `opened`, `clicked`. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What the provider gave as the reason of a failure or bounce that it reported: the first report's. */
  readonly reportedReason?: string;
  /** Outcome name → the batch that counts it. */
  readonly countedBy?: Readonly<Record<string, string>>;
  /** The clicks reported of it: `ClickLog` in its stored form (app/feedback/clicks/click-log.ts). */
  readonly clicks?: string;
}

/** A new form of the clicks of a message, in place of the one that was read. */
export interface ClickChange {
  /** As read; undefined: the message has none. */
  readonly from: string | undefined;
  readonly to: string;
  /** Its outcome `delivered`, as read (epoch ms). */
  readonly deliveredAt: number | undefined;
  /** The outcomes that follow from the clicks (epoch ms). An absent one is removed. */
  readonly outcomes: Readonly<Partial<Record<'clicked' | 'machine_clicked', number>>>;
}

export interface Settlement
  extends Pick<
    LedgerMessage,
    'reason' | 'waitsUntil' | 'limit' | 'choice' | 'fallbacks' | 'providerId' | 'links'
  > {
  readonly state: Exclude<MessageState, 'claimed'>;
  readonly batch: string;
  readonly at: number;
}

/** Why a message has no claim yet. */
export interface RecordedWait {
  readonly reason: HoldReason;
  /** Epoch ms. Absent: unknown. */
  readonly waitsUntil?: number;
}

export interface MessageLedger {
  /**
   * Records a message that waits, as released at attempt 0: a first claim replaces it. False: the message is in the ledger
   * already. A later change of the wait is a settlement of attempt 0.
   */
  wait(
    message: SendMessage | CallWebhook,
    wait: RecordedWait,
    batch: string,
    now: number,
    expiresAt: number,
  ): Promise<boolean>;
  /** The first claim. False: the message was claimed already (read it). */
  claim(message: SendMessage | CallWebhook, batch: string, now: number, expiresAt: number): Promise<boolean>;
  /** Consistent by default. */
  read(
    profileId: string,
    messageId: string,
    options?: { readonly consistent: boolean },
  ): Promise<LedgerMessage | undefined>;
  /**
   * Claims again after `attempt`, if the message is still claimed or released at that attempt and no outcome was
   * reported. A report proves that it was sent. `to`: the recipient of this attempt, in place of the former one.
   */
  reclaim(
    profileId: string,
    messageId: string,
    attempt: number,
    batch: string,
    now: number,
    to?: string,
  ): Promise<boolean>;
  /** Writes the outcome of attempt `attempt`, if that attempt is still open. False: another invocation settled it. */
  settle(profileId: string, messageId: string, attempt: number, settlement: Settlement): Promise<boolean>;
  /** Moves a settled but uncounted message to another batch, if it still belongs to `from`. */
  recount(profileId: string, messageId: string, from: string, to: string, now: number): Promise<boolean>;
  /**
   * Records an outcome that the provider reported, which proves that the message was sent; the first report of an
   * outcome wins, and with it the batch that counts it, and so does the first reason. Idempotent. The message as it is
   * then; undefined: it is not in the ledger, or it is of another channel.
   */
  recordOutcome(
    profileId: string,
    messageId: string,
    outcome: string,
    at: number,
    batch?: string,
    reason?: string,
    channel?: Channel,
  ): Promise<LedgerMessage | undefined>;
  /**
   * Writes the clicks of a message, if neither they nor its delivery changed since they were read. False: read again.
   * Idempotent.
   */
  recordClicks(profileId: string, messageId: string, change: ClickChange): Promise<boolean>;
  /** Moves the count of an outcome to another batch, if it still belongs to `from`. */
  recountOutcome(
    profileId: string,
    messageId: string,
    outcome: string,
    from: string,
    to: string,
  ): Promise<boolean>;
}
