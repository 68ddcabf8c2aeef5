/** Conditions: patterns on the profile and the event, segments and history, joined by all, any and not. */
import type { Duration, Pattern } from './document-base.ts';

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly segment: string }
  /** Against `{ id, userId, traits, computed, segments, consents, createdAt, lastSeenAt }`. */
  | { readonly profile: Pattern }
  /** Against `{ name, source, type, properties, traits, context, occurredAt }` of the current touchpoint. */
  | { readonly event: Pattern }
  /** Against `{ id, <trait>: ... }` of the account that the touchpoint names, else of any account of the person. */
  | { readonly account: Pattern }
  | { readonly did: DidCondition };

export interface DidCondition {
  readonly event: string;
  /** Lifetime when absent. */
  readonly within?: Duration;
  /** 1 when neither is given. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Pattern on the touchpoint, as in `event`. */
  readonly where?: Pattern;
}
