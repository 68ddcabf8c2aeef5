/** The inputs of a decision, and its result. */

import type { AddressStatement, DeviceHolder } from './address-statement.ts';
import type { Effect } from './effects.ts';
import type { ArchivedCount } from './entry-archive.ts';
import type { HeldMessage } from './held-message.ts';
import type { JourneyPosition } from './journey-position.ts';
import type { ComputedState, Consent, ProcessedEvent, Profile, StatedTrait } from './profile.ts';
import type { ConsentEvent } from './stated-consent.ts';
import type { TimelineEntry, Trace } from './timeline-entry.ts';
import type { IdentityType, IgnoredId, Touchpoint } from './touchpoint.ts';

export interface TouchpointInput {
  readonly kind: 'touchpoint';
  readonly touchpoint: Touchpoint;
  /** Kinds of ids that the touchpoint carries and that belong to another profile. */
  readonly taken?: readonly IdentityType[];
  /** Its ids that identify no one, or exceed a maximum. */
  readonly ignored?: readonly IgnoredId[];
  readonly denials?: readonly AddressDenial[];
  /** The contract that the touchpoint breaks, and where: `properties.total: expected number (type)`. */
  readonly breach?: readonly [contract: string, note: string];
  /** The profile that has the device which the touchpoint is about. */
  readonly holder?: DeviceHolder;
}

/** A no for an address, whichever profile stated it, to a key that the touchpoint grants. */
export interface AddressDenial {
  readonly key: string;
  /** Normalized. */
  readonly address: string;
  /** Epoch ms. */
  readonly at: number;
}

export type Input =
  | TouchpointInput
  /** A timer is due, or the caller requests another evaluation. */
  | { readonly kind: 'wake' }
  | CampaignReach
  | Backfill
  | Merge;

export type PastEnd = readonly [instanceId: string, reason: 'converted' | 'exited'];

/** The given profile contains another one now: see engine/identity/merge-profiles.ts. Before all other inputs. */
export interface Merge {
  readonly kind: 'merge';
  /** Id of the other profile. */
  readonly absorbed: string;
  /** When it was marked as merged (epoch ms). */
  readonly at: number;
  /** Instances that a touchpoint of the other profile had met the goal or an exit of. */
  readonly ends?: readonly PastEnd[];
  /** Of waits that a touchpoint of the other profile ended. */
  readonly traces?: readonly Trace[];
  /** Instances that the merge ended, each with the profile that was in it. */
  readonly left?: readonly (readonly [profileId: string, position: JourneyPosition])[];
  /** Waiting messages that one person may not hold beside those that stay. */
  readonly dropped?: readonly HeldMessage[];
}

/** A campaign's run has reached this person. It counts once per run, however often it is delivered. */
export interface CampaignReach {
  readonly kind: 'campaign';
  /** Campaign id, or `journey:<id>` for a journey on a schedule. */
  readonly campaign: string;
  /** Start of the run (epoch ms); identifies it. */
  readonly run: number;
  /** Local moment `2026-12-24T18:00` in the person's zone; at once when absent. */
  readonly localTime?: string;
  /** When the run was started (epoch ms); with `localTime`. */
  readonly startedAt?: number;
  /** Sent by hand to a seed profile, in the audience or not, as often as requested. Caps and statistics count it. */
  readonly isTest?: boolean;
}

/** New segments and computed traits for an existing person. */
export interface Backfill {
  readonly kind: 'backfill';
  /** Program version whose definitions are applied. */
  readonly version: number;
  /** Computed traits (and hidden counters) that were recomputed from the timeline. */
  readonly traits: readonly string[];
  /** Their states; a trait without a state has counted nothing. */
  readonly computed: Readonly<Record<string, ComputedState>>;
  /** Changes of segments trigger rules and journeys only when true. */
  readonly triggers: boolean;
  /** With `triggers`: a person who was in one of these when it was published enters it now. */
  readonly segments?: readonly string[];
  /** Instead of all that: takes back what the import of this id stated. */
  readonly undo?: string;
  /** With `undo`: see engine/decide/undo-import.ts. */
  readonly undone?: UndoneImport;
}

/** What is to be written for the undo of an import. */
export interface UndoneImport {
  /** Entries of the profile's records that change; `undefined` removes one. */
  readonly changes: readonly UndoneChange[];
  /** Fields that are replaced. */
  readonly replaced: Pick<Profile, 'processedEvents' | 'lastSeenAt'>;
  /** Entries of the import's rows: removed once the profile is saved. */
  readonly rows: readonly TimelineEntry[];
  /** Of the yes that no longer count. */
  readonly consents: readonly ConsentEvent[];
  /** Absent: the profile is restored already. */
  readonly note?: string;
}

export type UndoneChange = readonly [
  field: 'traits' | 'consents' | 'computed',
  name: string,
  value: StatedTrait | Consent | ComputedState | undefined,
];

/** The turn's id; that of its entry continues with the version of the profile. */
export function makeUndoId(importId: string): string {
  return `backfill:undo:${importId}`;
}

/** A touchpoint whose id was counted before; `reused` = the same id arrived with different content. */
export interface Duplicate {
  readonly touchpoint: Touchpoint;
  readonly reused: boolean;
  /** As it was first counted. */
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
  /** About addresses: store them before the profile. Storing them again changes nothing. */
  readonly statements: readonly AddressStatement[];
  /** Statements of consents: append them to the ledger before the profile. Appending them again changes nothing. */
  readonly consents: readonly ConsentEvent[];
  /** Counts of entries that leave the profile: store them before the profile. Storing them again changes nothing. */
  readonly archived: readonly ArchivedCount[];
  /** Names of counts that left the profile earlier and that this decision needs: without them it is invalid. */
  readonly missing: readonly string[];
  /** False: nothing to write. */
  readonly changed: boolean;
}
