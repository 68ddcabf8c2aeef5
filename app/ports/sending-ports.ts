/** What the senders need of the world outside: providers, other systems, and the provider's own list of refusals. */

import type { AddressStatement } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import type { AddressStanding } from '../../engine/policy/admit.ts';

/** What a provider said to exactly one call. Anything thrown means: outcome unknown. */
export type ProviderAnswer =
  | { readonly kind: 'accepted'; readonly providerId: string }
  /** Certainly not sent, and trying later may help (throttled, connection refused before the request was written). */
  /** `isBlocked`: only after the operator acted. */
  | { readonly kind: 'deferred'; readonly reason: string; readonly isBlocked?: true }
  /**
   * Certainly not sent, and never will be. `address` = the address is at fault. `isOwn`: Percorso refuses the call and
   * has not made it.
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

/** One provider call without retries of its own. */
export interface Provider<Rendered> {
  send(message: SendMessage, rendered: Rendered): Promise<ProviderAnswer>;
}

/** Whose message of ours it is. */
export interface MessageOwner {
  readonly profileId: string;
  readonly messageId: string;
  /** Where it went: the person may have another address when the report comes. */
  readonly address: string;
}

/** Ties a provider's own message ids to messages, for providers whose reports carry nothing else. */
export interface ProviderReceipts {
  /** Keeping the same again changes nothing. `provider`: `sms-voice`; `expiresAt` in epoch seconds. */
  keep(provider: string, providerId: string, owner: MessageOwner, expiresAt: number): Promise<void>;
  find(provider: string, providerId: string): Promise<MessageOwner | undefined>;
}

/** What holds for addresses, whoever's profile they are on. `address`: in its one form. */
export interface AddressBook {
  /** Undefined when nothing was said about it. */
  read(
    channel: Channel,
    address: string,
    options: { readonly consistent: boolean },
  ): Promise<AddressStanding | undefined>;
  /** Of consents the latest stands, and of two at one moment the no. Keeping the same again changes nothing. */
  keep(statement: AddressStatement): Promise<void>;
  /** False: another message of the run has the address. `expiresAt` in epoch seconds. */
  claim(run: string, message: SendMessage, expiresAt: number): Promise<boolean>;
}

/** One HTTP call to another system. Repeats are the receiver's to tell by the idempotency key. */
export interface WebhookCaller {
  call(webhook: CallWebhook): Promise<ProviderAnswer>;
}

/** The stage's secrets, by name. */
export interface SecretReader {
  /** Undefined when there is none of that name. Throws when it cannot be read now. */
  read(name: string): Promise<string | undefined>;
}

/** What an operator does with the stage's secrets; no value is ever read back. */
export interface SecretStore {
  /** Replaces the value that is there. */
  set(name: string, value: string): Promise<void>;
  list(): Promise<readonly SecretEntry[]>;
  /** False when there was none. */
  remove(name: string): Promise<boolean>;
}

export interface SecretEntry {
  readonly name: string;
  /** Epoch ms. */
  readonly setAt: number;
}

/** Addresses that SES itself refuses to write to. */
export interface SuppressionList {
  /** One page of what was put on the list between the two moments (epoch ms). */
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
