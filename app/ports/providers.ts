/** Providers that send messages, and other systems that webhooks call. */
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';

/** A provider's answer to exactly one call. A thrown error means that the outcome is unknown. */
export type ProviderAnswer = CallAnswer & {
  /** Of a message to several addresses: what is known of each. */
  readonly devices?: readonly DeviceResult[];
  /** Of a push with a time to live: when it is over (epoch ms). */
  readonly lifeEndsAt?: number;
};

type CallAnswer =
  | { readonly kind: 'accepted'; readonly providerId: string }
  /** Not sent, and a later call may succeed (throttled, or connection refused before the request was written). */
  /**
   * `isBlocked`: it succeeds only after the operator acted. `isThrottled`: the calls come too fast. `retryAfter`: the
   * seconds that the receiver asks for before the next call. `pausedUntil` (epoch ms): no call is made before, and
   * waiting until then uses up no attempt.
   */
  | {
      readonly kind: 'deferred';
      readonly reason: string;
      readonly isBlocked?: true;
      readonly isThrottled?: true;
      readonly retryAfter?: number;
      readonly pausedUntil?: number;
    }
  /**
   * Not sent, and a later call fails again. `address`: the address is at fault. `isOwn`: Percorso refused the call
   * and has not made it. `isOptOut`: the address is on the provider's opt-out list, and is a good one after START.
   */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly fault: 'address' | 'message' | 'account';
      readonly isOwn?: true;
      readonly isOptOut?: true;
    };

/** The answer for one push address. */
export interface DeviceResult {
  readonly address: string;
  /**
   * `remove`: the token is dead. `replace`: it has a new one. `alarm`: an operator must correct a setting. Whatever it
   * says of the device, the message was not sent to it unless `isSent`.
   */
  readonly action: 'keep' | 'remove' | 'replace' | 'alarm';
  readonly isSent: boolean;
  /** A later call may reach it. */
  readonly isRetried: boolean;
  /** The push service's name for it, free of personal data. */
  readonly reason: string;
  /** When the push service knew it (epoch ms): a device that registered later is alive. The call when absent. */
  readonly knownSince?: number;
  /** The new address of a replaced one. */
  readonly replacement?: string;
}

export interface RenderedEmail {
  /** The stage's own sender when absent. */
  readonly from?: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Of promotional email. */
  readonly list?: MailingList;
}

/** What the headers of a promotional email say about its list (RFC 2369, 2919 and 8058). */
export interface MailingList {
  /** Its topic, else its purpose: a slug. */
  readonly name: string;
  /** Unsubscribes by POST. */
  readonly unsubscribeUrl: string;
  /** Mailbox that also takes unsubscriptions: an address. */
  readonly mailbox?: string;
}

export interface RenderedSms {
  readonly body: string;
}

/** What Meta's Cloud API takes: free text while the window is open, a template at any time; one or both. */
export interface RenderedWhatsApp {
  readonly text?: { readonly body: string };
  readonly template?: {
    readonly name: string;
    readonly language: { readonly code: string };
    readonly components?: readonly WhatsAppComponent[];
  };
}

export interface WhatsAppComponent {
  readonly type: 'header' | 'body' | 'button';
  readonly sub_type?: 'url';
  /** Position of the button. */
  readonly index?: string;
  readonly parameters: readonly Readonly<Record<string, string | { readonly link: string }>>[];
}

/** What the sender found out about the address. */
export interface AddressFacts {
  /** Earlier messages to it failed temporarily: a report of a delivery must say so. */
  readonly isBouncing?: boolean;
  /** The channel allows free text to it now. */
  readonly isWindowOpen?: boolean;
  /** Of SMS: from what the message is sent; the stage's own origination when absent. */
  readonly origination?: string;
}

/** One provider call, without retries. */
export interface Provider<Rendered> {
  send(message: SendMessage, rendered: Rendered, facts?: AddressFacts): Promise<ProviderAnswer>;
}

/** One HTTP call to another system. The receiver recognizes repeats by the idempotency key. */
export interface WebhookCaller {
  call(webhook: CallWebhook): Promise<WebhookAnswer>;
}

/**
 * `host`: whether the host answered, whatever it said; `failed` is 5xx, a time-out or no connection. Absent when it was
 * not called.
 */
export type WebhookAnswer = ProviderAnswer & { readonly host?: 'answered' | 'failed' };
