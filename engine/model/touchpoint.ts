/** One interaction of one person with the business, after the envelope was parsed and checked. */
import type { JsonObject } from '../base/json.ts';

export type TouchpointType = 'track' | 'identify' | 'page' | 'screen' | 'alias' | 'group';

export interface Touchpoint {
  /** `messageId` of the source, else the EventBridge id: an id counts once per profile. */
  readonly id: string;
  /** EventBridge `source`: the emitting system, or `percorso` for outcomes of our own messages. */
  readonly source: string;
  /** EventBridge `detail-type`: the event's name. It is the business's data, never a type of the product. */
  readonly name: string;
  readonly type: TouchpointType;
  readonly userId?: string;
  readonly anonymousId?: string;
  /** Set on outcomes of our own messages, which name their profile; sources identify people instead. */
  readonly profileId?: string;
  readonly traits: JsonObject;
  readonly properties: JsonObject;
  readonly context: JsonObject;
  /** When it happened: epoch milliseconds; the source's `timestamp`, else `receivedAt`. */
  readonly occurredAt: number;
  /** When EventBridge received it: epoch milliseconds. The same on every redelivery. */
  readonly receivedAt: number;
}

/**
 * The kinds of identity keys, in order of strength. Two are internal: `owner`, a profile id that is bound to its user id,
 * and `slot`, a place of a profile for one id of a kind with a maximum.
 */
export type IdentityType = 'userId' | 'anonymousId' | 'email' | 'phone' | 'externalId' | 'owner' | 'slot';

export interface IdentityKey {
  readonly type: IdentityType;
  /** Normalized: emails lower-case and trimmed, phones E.164, external ids `type:id`. */
  readonly value: string;
}

/** An id of a touchpoint that does not lead to a profile. */
export interface IgnoredId {
  /** Its kind: `email`, `loyalty`. */
  readonly kind: string;
  /** Why, for the timeline. Absent: the policy says that ids of the kind are no ids of people. */
  readonly note?: string;
}
