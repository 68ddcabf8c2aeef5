/** Ports of the senders: providers, webhooks, addresses, secrets, and the provider's suppression list. */

import type { AddressStatement } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import type { AddressStanding } from '../../engine/policy/admit.ts';

/** A provider's answer to exactly one call. A thrown error means that the outcome is unknown. */
export type ProviderAnswer =
  | { readonly kind: 'accepted'; readonly providerId: string }
  /** Not sent, and a later call may succeed (throttled, or connection refused before the request was written). */
  /** `isBlocked`: it succeeds only after the operator acted. */
  | { readonly kind: 'deferred'; readonly reason: string; readonly isBlocked?: true }
  /**
   * Not sent, and a later call fails again. `address`: the address is at fault. `isOwn`: Percorso refused the call
   * and has not made it.
   */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly fault: 'address' | 'message' | 'account';
      readonly isOwn?: true;
    };

export interface RenderedEmail {
  /** The stage's own sender when absent. */
  readonly from?: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
export interface RenderedSms {
  readonly body: string;
}
export interface RenderedPush {
  readonly title: string;
  readonly body: string;
  readonly url?: string;
  readonly data: Readonly<Record<string, string>>;
}

/** One provider call, without retries. */
export interface Provider<Rendered> {
  send(message: SendMessage, rendered: Rendered): Promise<ProviderAnswer>;
}

/** The message that a provider's id belongs to, and its person. */
export interface MessageOwner {
  readonly profileId: string;
  readonly messageId: string;
  /** The address that it was sent to: the person may have another one when the report arrives. */
  readonly address: string;
}

/** Maps a provider's own message ids to messages, for providers whose reports carry nothing else. */
export interface ProviderReceipts {
  /** Idempotent. `provider`: `sms-voice`; `expiresAt` in epoch seconds. */
  keep(provider: string, providerId: string, owner: MessageOwner, expiresAt: number): Promise<void>;
  find(provider: string, providerId: string): Promise<MessageOwner | undefined>;
}

/** Consents and suppressions of addresses, on whichever profiles they are. `address`: in its normalized form. */
export interface AddressBook {
  /** Undefined when nothing is stored for it. */
  read(
    channel: Channel,
    address: string,
    options: { readonly consistent: boolean },
  ): Promise<AddressStanding | undefined>;
  /** The latest consent wins; of two with the same timestamp, the no wins. Idempotent. */
  keep(statement: AddressStatement): Promise<void>;
  /** False: another message of the run has the address. `expiresAt` in epoch seconds. */
  claim(run: string, message: SendMessage, expiresAt: number): Promise<boolean>;
}

/** One HTTP call to another system. The receiver recognizes repeats by the idempotency key. */
export interface WebhookCaller {
  call(webhook: CallWebhook): Promise<ProviderAnswer>;
}

/** The stage's secrets, by name. */
export interface SecretReader {
  /** Undefined when no secret has that name. Throws when it cannot be read now. */
  read(name: string): Promise<string | undefined>;
}

/** An operator's access to the stage's secrets; values cannot be read. */
export interface SecretStore {
  /** Replaces an existing value. */
  set(name: string, value: string): Promise<void>;
  list(): Promise<readonly SecretEntry[]>;
  /** False when it did not exist. */
  remove(name: string): Promise<boolean>;
}

export interface SecretEntry {
  readonly name: string;
  /** Epoch ms. */
  readonly setAt: number;
}

/** Addresses that SES refuses to send to. */
export interface SuppressionList {
  /** One page of the addresses that were added between the two times (epoch ms). */
  list(from: number, to: number, cursor: string | undefined): Promise<SuppressionPage>;
}

export interface SuppressionPage {
  readonly suppressed: readonly {
    readonly address: string;
    readonly reason: 'bounced' | 'complained';
    /** Epoch ms. */
    readonly at: number;
  }[];
  readonly cursor?: string;
}
