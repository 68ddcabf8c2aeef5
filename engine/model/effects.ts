/** The effects that a decision asks for: plain JSON data, stored in the profile's outbox. */
import type { JsonObject } from '../base/json.ts';
import type { Channel } from './channels.ts';
import type { HeaderValue, SecretReference } from './secret-reference.ts';
import type { SenderOptions } from './sender-address.ts';

export type MessageClass = 'transactional' | 'promotional';

/** One message for one person on one channel. `id` is deterministic: deciding again gives the same one. */
export interface SendMessage extends SenderOptions {
  readonly kind: 'SendMessage';
  /**
   * ULID-shaped: time part = the causing touchpoint's `receivedAt`, rest = hash of profile, touchpoint, subject,
   * action.
   */
  readonly id: string;
  readonly profileId: string;
  readonly channel: Channel;
  /** Email address, E.164 number, or `<service>:<token>` for push (`gcm:...`, `apns:...`). */
  readonly to: string;
  /** Of push: further addresses of this one message, at most 14. Absent when there are none. */
  readonly devices?: readonly string[];
  /** Further addresses of the person: the message goes to the first of all that may get it. Absent when there are none. */
  readonly alternatives?: readonly string[];
  /** Of push: the message whose other devices have it already; this one tries again for those that failed for a moment. */
  readonly restOf?: string;
  readonly class: MessageClass;
  /** `marketing` when absent. */
  readonly purpose?: string;
  readonly topic?: string;
  readonly template: string;
  /** Content hash of the compiled template: exactly this content is sent. */
  readonly templateRevision: string;
  /** Which of the template's locales; its default content when absent. */
  readonly locale?: string;
  /** Language of dates and money (BCP 47), and the person's time zone (IANA): where the content shows any. */
  readonly language?: string;
  readonly timeZone?: string;
  /** Only the values that the template uses, nested as `{ profile: {...}, event: {...} }`. */
  readonly variables: JsonObject;
  /** The origin: `rule:third-order`, `journey:win-back`, `campaign:spring`. */
  readonly origin: string;
  /** Instance of a journey it belongs to: not sent once the person was taken out of it. */
  readonly instanceId?: string;
  /** Of a journey: the step that sends it, and the path of a split that led there: `<split step>.<next step>`. */
  readonly step?: string;
  readonly variant?: string;
  readonly touchpointId: string;
  /** Epoch milliseconds. */
  readonly decidedAt: number;
  /** Not sent after this moment (epoch milliseconds). */
  readonly expiresAt?: number;
  /** For a promotional message that is late and falls into quiet hours; the policy's setting when absent. */
  readonly ifQuiet?: 'hold' | 'drop';
  /** Milliseconds that such a message may still wait for their end; the policy's `maxHold` when absent. */
  readonly maxHold?: number;
  /**
   * The message asks the person to confirm consents (double opt-in): their keys, and when the person asked (epoch ms).
   * Its link can be used until `expiresAt`.
   */
  readonly confirms?: { readonly keys: readonly string[]; readonly requestedAt: number };
  /** 0 (when absent) to 1000: the order among messages that wait for the warm-up of a domain. */
  readonly priority?: number;
  /** A test that the team sends to itself: it belongs to no profile, counts nowhere, and is marked as a test. */
  readonly isTest?: true;
}

/** An event for the bus, source `percorso`. `detail` follows the touchpoint envelope. */
export interface EmitEvent {
  readonly kind: 'EmitEvent';
  readonly id: string;
  /** Absent: the traits identify the person, who may be new. */
  readonly profileId?: string;
  readonly name: string;
  readonly properties: JsonObject;
  /** Such as `consent` and `consentSource` of a `Consent Stated`. */
  readonly context?: JsonObject;
  /** Traits of the person that the event states. */
  readonly traits?: JsonObject;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
}

/** An event whose person is known. */
export type PersonEvent = EmitEvent & { readonly profileId: string };

/** An HTTP call to another system; `id` is sent as its idempotency key. */
export interface CallWebhook {
  readonly kind: 'CallWebhook';
  readonly id: string;
  readonly profileId: string;
  readonly origin: string;
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /** Key that the body is signed with. */
  readonly sign?: Pick<SecretReference, 'secret'>;
  readonly body: JsonObject;
  readonly decidedAt: number;
}

export type Effect = SendMessage | EmitEvent | CallWebhook;
