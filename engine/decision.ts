/** What a decision leaves behind besides effects: traces with one reason code each, and timeline entries. */
import type { Effect } from './effects.ts';
import type { Profile, SeenEntry } from './profile.ts';
import type { Touchpoint } from './touchpoint.ts';

/** Why something was done or not: exactly one per decision. docs/reason-codes.md says what each means. */
export const reasonCodes = [
  'sent_to_channel',
  'done',
  'no_consent',
  'unsubscribed',
  'suppressed_address',
  'no_address',
  'invalid_address',
  'limit_reached',
  'historical',
  'template_missing',
  'value_refused',
  'profile_full',
  'expired',
  'outcome_unknown',
  'render_failed',
  'provider_refused',
  'webhook_refused',
] as const;

export type ReasonCode = (typeof reasonCodes)[number];

/** One decision: who decided (`rule:x`, `segment:y`, `trait:z`), what came of it, and the one reason. */
export interface Trace {
  readonly subject: string;
  /** `send`, `update`, `emit`, `webhook`, `enter`, `leave`, `keep` ... */
  readonly action: string;
  readonly reason: ReasonCode;
  /** The effect's id, where one was made. */
  readonly effectId?: string;
  readonly channel?: string;
  /** Short, free of personal data: a template id, a limit, a path. */
  readonly note?: string;
}

/** One touchpoint (or one timer wake-up) and the decisions it caused. */
export interface TimelineEntry {
  readonly profileId: string;
  readonly touchpointId: string;
  readonly name: string;
  readonly source: string;
  /** Epoch milliseconds; with `touchpointId` the entry's key. */
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly traces: readonly Trace[];
  /** Absent for wake-ups and for entries healed from an outbox. */
  readonly touchpoint?: Touchpoint;
}

export type Input =
  | { readonly kind: 'touchpoint'; readonly touchpoint: Touchpoint }
  /** A timer is due, or someone asks to look again. */
  | { readonly kind: 'wake' };

/** A touchpoint whose id was counted before; `reused` = the same id came with different content. */
export interface Duplicate {
  readonly touchpoint: Touchpoint;
  readonly reused: boolean;
  /** As it was counted first. */
  readonly first: SeenEntry;
}

export interface Decision {
  /** The next state, `version` one up and its outbox filled; same object as given when nothing changed. */
  readonly profile: Profile;
  readonly effects: readonly Effect[];
  /** One per input that was not a duplicate; wakes only when they decided something. */
  readonly entries: readonly TimelineEntry[];
  /** Inputs already counted before. */
  readonly duplicates: readonly Duplicate[];
  /** False: nothing to write. */
  readonly changed: boolean;
}
