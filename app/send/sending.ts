/** What the sending protocol is told, and what it answers. */

import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import type {
  LedgerMessage,
  MessageLedger,
  ProviderAnswer,
  ProviderReceipts,
  StatisticsStore,
} from '../ports/ports.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

/** One thing to do once: a message to send or a webhook to call. */
export interface Sending {
  readonly effect: SendMessage | CallWebhook;
  /** SQS deliveries so far, this one included. */
  readonly receiveCount: number;
  /** An operator paused all messages: it stays in its queue, untouched. */
  isPaused?(): Promise<boolean>;
  /**
   * All that comes before the claim: it may fail and be repeated without a trace. Throws when it cannot be told now.
   */
  prepare(): Promise<Preparation>;
  /**
   * What follows a call whose outcome nobody knows. `never`: it is not made again (promotional). `after-feedback`:
   * again, when feedback had its time and did not come (transactional). `again`: the receiver bears repeats (webhooks).
   */
  readonly afterUnknown: 'never' | 'after-feedback' | 'again';
}

export type Preparation = Decided | Waiting;

/** It is sent or refused now. */
export type Decided =
  | { readonly kind: 'ready'; call(): Promise<ProviderAnswer> }
  | { readonly kind: 'declined'; readonly state: 'suppressed' | 'failed'; readonly reason: ReasonCode };

/** It is quiet for the person until then (epoch ms): nothing is claimed, and the message is prepared again. */
export interface Waiting {
  readonly kind: 'waiting';
  readonly until: number;
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
  /** Names the invocation: unique, and the id of its statistics. */
  readonly batch: string;
  /** Days that ledger entries are kept. */
  readonly timelineDays: number;
  /** Epoch ms. */
  now(): number;
  /** In [0, 1): spreads what comes back. */
  random(): number;
  readonly telemetry: Telemetry;
}

/** A message that has its outcome: still to be reported and counted in this run. */
export interface SettledDelivery {
  readonly effect: SendMessage | CallWebhook;
  readonly state: Extract<LedgerMessage['state'], 'sent' | 'failed' | 'suppressed' | 'unknown'>;
  readonly reason?: string;
  /** Epoch ms; its day is the day it counts for. */
  readonly at: number;
  /** `address`: what was refused is the address itself. */
  readonly fault?: 'address' | 'message' | 'account';
  /** The provider's name for what is wrong, free of personal data. */
  readonly note?: string;
}

export type SendResult =
  | { readonly kind: 'settled'; readonly settled: SettledDelivery }
  /** Settled, reported and counted before: a repeat. */
  | { readonly kind: 'done' }
  | Waiting
  | Later;

/** Not now: again after so many seconds. */
export interface Later {
  readonly kind: 'later';
  readonly seconds: number;
}
