/** The input and the results of the sending protocol. */

import type { SmsBill } from '../../engine/channels/sms-prices.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import type { HoldReason, ReasonCode } from '../../engine/model/reason-codes.ts';
import type { MessageLimit } from '../../engine/model/timeline-entry.ts';
import type { AddressChoice, LedgerMessage, MessageLedger, ShownFallback } from '../ports/message-ledger.ts';
import type { ProviderReceipts } from '../ports/provider-receipts.ts';
import type { DeviceResult, ProviderAnswer } from '../ports/providers.ts';
import type { StatisticsStore } from '../ports/statistics-store.ts';
import type { Backoff } from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { BurstGuard } from './devices/burst-guard.ts';
import type { MovedDevice } from './devices/check-devices.ts';

/** One effect to carry out once: a message to send or a webhook to call. */
export interface Sending {
  readonly effect: SendMessage | CallWebhook;
  /** SQS deliveries so far, this one included. */
  readonly receiveCount: number;
  /** True while an operator has paused all messages: the message stays in its queue, untouched. */
  isPaused?(): Promise<boolean>;
  /**
   * All work before the claim. It may fail and be repeated without a trace. Throws when it cannot decide now.
   */
  prepare(): Promise<Preparation>;
  /**
   * What follows a call whose outcome is unknown. `never`: no second call (promotional). `after-feedback`: a second
   * call if no feedback arrives in time (transactional). `again`: a second call, as the receiver is idempotent
   * (webhooks).
   */
  readonly afterUnknown: 'never' | 'after-feedback' | 'again';
  /**
   * Of push: tries again for the devices that failed for a moment, in a message of its own, until `lifeEndsAt` (epoch
   * ms). Never throws.
   */
  queueRest?(devices: readonly DeviceResult[], lifeEndsAt?: number): Promise<void>;
  /** Of its retries; see waits.ts for the default. */
  readonly backoff?: Backoff;
}

export type Preparation = Decided | Waiting | Erased;

/** It is sent or refused now. */
export type Decided =
  | {
      readonly kind: 'ready';
      /** Of an SMS: its parts are the units of the provider's rate that the call uses; 1 when absent. */
      readonly bill?: SmsBill | undefined;
      /** Of email: the domain that sends it. */
      readonly domain?: string | undefined;
      /** Of push: devices that do not get it, because another person has them now. */
      readonly moved?: readonly MovedDevice[] | undefined;
      /** Of a message with alternatives: the message to the address that it goes to. */
      readonly chosen?: SendMessage;
      readonly choice?: AddressChoice;
      /** Connected content that could not be read. */
      readonly fallbacks?: readonly ShownFallback[];
      /** Codes of its short links, which are stored. */
      readonly links?: readonly string[];
      call(): Promise<ProviderAnswer>;
      /** Of what the preparation took of a limit: to be called when the message was certainly not sent. */
      giveBack?(): void;
    }
  | Declined;

export interface Declined {
  readonly kind: 'declined';
  readonly state: 'suppressed' | 'failed';
  readonly reason: ReasonCode;
  readonly limit?: MessageLimit;
  /** Known once it was rendered: an earlier attempt may have sent it. */
  readonly domain?: string | undefined;
  readonly bill?: SmsBill | undefined;
  readonly moved?: readonly MovedDevice[] | undefined;
  readonly chosen?: SendMessage;
  readonly choice?: AddressChoice;
}

/** The person was erased. The message is dropped without an entry in the ledger, which would be data of the person. */
export interface Erased {
  readonly kind: 'erased';
}

/** The message waits until then (epoch ms): nothing is claimed, and it is prepared again. */
export interface Waiting {
  readonly kind: 'waiting';
  readonly until: number;
  /** `held_quiet_hours` when absent. */
  readonly reason?: HoldReason;
}

/** Where one provider's ids are kept. */
export interface SenderReceipts {
  readonly provider: string;
  readonly store: Pick<ProviderReceipts, 'keep'>;
}

/** One invocation. */
export interface SendingRun {
  readonly ledger: MessageLedger;
  readonly statistics: Pick<StatisticsStore, 'has' | 'put'>;
  /** Set when the provider's reports carry only its own message id. */
  readonly receipts?: SenderReceipts | undefined;
  /** Of push; kept between invocations of one process. */
  readonly guard?: BurstGuard | undefined;
  /** Names the invocation: unique, and the id of its statistics. */
  readonly batch: string;
  /** Days that ledger entries are kept. */
  readonly timelineDays: number;
  /** Epoch ms. */
  now(): number;
  /** In [0, 1): spreads retries. */
  random(): number;
  readonly telemetry: Telemetry;
}

/** A message that has its outcome, which this invocation still has to report and count. */
export interface SettledDelivery {
  readonly effect: SendMessage | CallWebhook;
  readonly state: Extract<LedgerMessage['state'], 'sent' | 'failed' | 'suppressed' | 'unknown'>;
  readonly reason?: string;
  /** Epoch ms; its day is the day it counts for. */
  readonly at: number;
  /** `address`: the provider refused the address itself. */
  readonly fault?: 'address' | 'message' | 'account';
  /** Of email that was sent: its class and sending domain. */
  readonly stream?: string;
  /** Of an SMS: what it is billed by. */
  readonly bill?: SmsBill;
  /** The provider's name for what is wrong, free of personal data. */
  readonly note?: string;
  /** Of push: what is known of each device, and when the provider was called (epoch ms). */
  readonly devices?: readonly DeviceResult[];
  readonly calledAt?: number;
  /** Of push: devices that another person has now. */
  readonly moved?: readonly MovedDevice[];
}

export type SendResult =
  | { readonly kind: 'settled'; readonly settled: SettledDelivery }
  /** A repeat: it was settled, reported and counted before. */
  | { readonly kind: 'done' }
  | Waiting
  | Later;

/** The record is retried after `seconds`. */
export interface Later {
  readonly kind: 'later';
  readonly seconds: number;
}
