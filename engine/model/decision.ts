/** What is decided on, and what a decision leaves behind. */

import type { AddressStatement } from './address-statement.ts';
import type { Effect } from './effects.ts';
import type { ArchivedCount } from './entry-archive.ts';
import type { ComputedState, ProcessedEvent, Profile } from './profile.ts';
import type { TimelineEntry } from './timeline-entry.ts';
import type { IdentityType, Touchpoint } from './touchpoint.ts';

export interface TouchpointInput {
  readonly kind: 'touchpoint';
  readonly touchpoint: Touchpoint;
  /** Kinds of ids that the touchpoint carries and that belong to another profile. */
  readonly taken?: readonly IdentityType[];
}

export type Input =
  | TouchpointInput
  /** A timer is due, or someone asks to look again. */
  | { readonly kind: 'wake' }
  | CampaignReach
  | Backfill;

/** A campaign's run has come to this person. Counted once per run, however often it comes. */
export interface CampaignReach {
  readonly kind: 'campaign';
  /** Campaign id, or `journey:<id>` for a journey on a schedule. */
  readonly campaign: string;
  /** Start of the run (epoch ms): names it. */
  readonly run: number;
  /** Local moment `2026-12-24T18:00` in the person's zone; at once when absent. */
  readonly localTime?: string;
  /** When the run was started (epoch ms); with `localTime`. */
  readonly startedAt?: number;
  /** To a seed profile, by hand: in the audience or not, and as often as asked. Caps and statistics count it. */
  readonly isTest?: boolean;
}

/** New segments and computed traits for somebody already there. */
export interface Backfill {
  readonly kind: 'backfill';
  /** Program version whose definitions are applied. */
  readonly version: number;
  /** Computed traits (and hidden counters) that were made again from the timeline. */
  readonly traits: readonly string[];
  /** Their states; one that is not here has counted nothing. */
  readonly computed: Readonly<Record<string, ComputedState>>;
  /** Segments that change trigger rules and journeys only if so. */
  readonly triggers: boolean;
  /** With `triggers`: who was in one of these when it was published enters it now. */
  readonly segments?: readonly string[];
}

/** A touchpoint whose id was counted before; `reused` = the same id came with different content. */
export interface Duplicate {
  readonly touchpoint: Touchpoint;
  readonly reused: boolean;
  /** As it was counted first. */
  readonly first: ProcessedEvent;
}

export interface Decision {
  /** The next state, `version` one up and its outbox filled; same object as given when nothing changed. */
  readonly profile: Profile;
  readonly effects: readonly Effect[];
  /** One per input that was not a duplicate; wakes only when they decided something. */
  readonly entries: readonly TimelineEntry[];
  /** Inputs already counted before. */
  readonly duplicates: readonly Duplicate[];
  /** About addresses: to be kept before the profile is saved. Keeping them again changes nothing. */
  readonly statements: readonly AddressStatement[];
  /** Counts of entries that leave the profile: to be kept before it is saved. Keeping them again changes nothing. */
  readonly archived: readonly ArchivedCount[];
  /** Names of counts that left the profile earlier and that this decision needs: it does not hold without them. */
  readonly missing: readonly string[];
  /** False: nothing to write. */
  readonly changed: boolean;
}
