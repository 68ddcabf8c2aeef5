/** The state of one person: everything the engine decides on, written as one item. */

import type { Json } from '../base/json.ts';
import type { AccountHolder } from './account-view.ts';
import type { Channel } from './channels.ts';
import type { Device } from './device.ts';
import type { Effect } from './effects.ts';
import type { ContactEntry, HeldMessage } from './held-message.ts';
import type { EntryCount, JourneyPosition } from './journey-position.ts';
import type { TimelineEntry } from './timeline-entry.ts';
import type { Touch } from './touch.ts';

/** A stated fact and when it was stated (epoch ms): the latest statement wins, in whatever order statements arrive. */
export interface StatedTrait {
  readonly value: Json;
  readonly at: number;
}

/** One kept occurrence inside a sliding window: when (epoch ms), how many, and their summed value. */
export type WindowEntry = readonly [at: number, count: number, sum: number];

/**
 * State of one computed trait or of one `did` counter; which fields are set depends on its function. The value as of
 * the last decision is `value`, else `sum`, else `count` (see engine/traits/read-trait.ts).
 */
export interface ComputedState {
  readonly count?: number;
  readonly sum?: number;
  readonly value?: Json;
  /** When `value` occurred (epoch ms), for first, last, recency. */
  readonly at?: number;
  /** Sliding windows: oldest first, bounded (see engine/traits). */
  readonly window?: readonly WindowEntry[];
  /** Distinct and most-frequent: value (or its short hash) to count, bounded. */
  readonly values?: Readonly<Record<string, number>>;
  /** First and most frequent in a sliding window: occurrences (epoch ms) and their values, oldest first, bounded. */
  readonly items?: readonly (readonly [at: number, value: Json])[];
}

export type ConsentState = 'granted' | 'denied' | 'pending';

/** What the statements about one consent key amount to. See engine/channels/fold-consent.ts. */
export interface Consent {
  readonly state: ConsentState;
  /** The moment (epoch ms) from which it counts. */
  readonly at: number;
  /** The person confirmed the yes in a double opt-in: only a no that is not older ends it. */
  readonly confirmed?: true;
  /** Of a confirmed yes to a purpose with double opt-in: hash of the address that confirmed it. See confirmed-address.ts. */
  readonly addressHash?: string;
  /** Of a confirmed yes: the latest unconfirmed statement after it, which counts once a no ends the yes. */
  readonly later?: { readonly state: 'granted' | 'pending'; readonly at: number };
  /** Of an unconfirmed yes and of a pending one: the latest no before it. */
  readonly deniedAt?: number;
  /** Of a later statement that is no known word: no yes counts until another statement follows. */
  readonly unreadableAt?: number;
}

/** An address that must not be written to again, and why. */
export interface Suppression {
  readonly address: string;
  readonly reason: 'bounced' | 'complained' | 'invalid';
  readonly at: number;
}

/**
 * A processed input: 64 bits in hex (48 of its id's hash, 16 of its content's), occurredAt, receivedAt (epoch ms).
 */
export type ProcessedEvent = readonly [hash: string, occurredAt: number, at: number];

/** The part of a processed input's hash that is its id's. */
export function readIdHash(hash: string): string {
  return hash.slice(0, 12);
}

/** The other profile of a merge, and when (epoch ms). */
export type MergeMark = readonly [profileId: string, at: number];

/** The touchpoint that named ids of both profiles. */
export interface MergeCause {
  /** Its `messageId`. */
  readonly id: string;
  readonly name: string;
  readonly source: string;
}

/** What an undo needs to know of a profile that ended. */
export interface EndNote {
  readonly cause?: MergeCause;
  /** Its timer at that moment (epoch ms). */
  readonly wakeAt?: number;
}

/** `accounts`: absent when none was stated. */
export interface Profile extends AccountHolder {
  readonly id: string;
  /** Number of writes so far; 0 = not stored yet. The conditional write compares it. */
  readonly version: number;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Latest `occurredAt` of a touchpoint (epoch ms). */
  readonly lastSeenAt: number;
  readonly userId?: string;
  /**
   * Hashes of the latest anonymous ids that were stated with the user id; without one, of the first anonymous id. See
   * engine/facts/person-sessions.ts.
   */
  readonly sessions?: readonly string[];
  /** Nothing but anonymous ids has named the person: see engine/facts/note-anonymous.ts. */
  readonly isAnonymous?: true;
  readonly traits: Readonly<Record<string, StatedTrait>>;
  readonly computed: Readonly<Record<string, ComputedState>>;
  /**
   * Segment id → since when (epoch ms). Negative: the person was in it already when its definition was published or
   * applied by a backfill, and nothing was triggered then. Read it with `readMembership`.
   */
  readonly segments: Readonly<Record<string, number>>;
  /** By consent key: `email`, `email:surveys`, `email:*`, `email/news`. See engine/channels/effective-consent.ts. */
  readonly consents: Readonly<Record<string, Consent>>;
  readonly suppressions: Readonly<Partial<Record<Channel, Suppression>>>;
  /**
   * Latest statement first; also devices that are removed. Absent when none was stated. Read them by
   * engine/channels/devices.ts.
   */
  readonly devices?: readonly Device[];
  /**
   * Rule id → times fired and last time (epoch ms), kept only for rules with a limit. Confirmation messages of the last
   * hour too: see engine/messages/confirmation-hours.ts.
   */
  readonly ruleFirings: Readonly<Record<string, readonly [times: number, lastAt: number]>>;
  /** Instances of journeys the person is in, in the order of entry. */
  readonly journeys: readonly JourneyPosition[];
  /** Entries so far, the newest; older ones are archived. See engine/journeys/entry-counts.ts. */
  readonly journeyEntries: Readonly<Record<string, EntryCount>>;
  /**
   * Instances of journeys that the person was removed from recently, and when (epoch ms): their messages are no longer
   * sent.
   */
  readonly recentExits: readonly (readonly [entry: string, at: number])[];
  /** Messages waiting for quiet hours to end, for a cap to allow them, or to compete. */
  readonly held: readonly HeldMessage[];
  /** Messages sent recently. */
  readonly contacts: readonly ContactEntry[];
  /** Campaign id → start of the newest run (epoch ms) that reached the person: a run reaches each once. */
  readonly campaignRuns: Readonly<Record<string, number>>;
  /** Messages whose conversion is tracked, oldest first. */
  readonly touches: readonly Touch[];
  /** The newest processed inputs, oldest first; bounded in engine/decide/dedup-window.ts. */
  readonly processedEvents: readonly ProcessedEvent[];
  /** Highest `occurredAt` among inputs dropped from `seen`: at or before it, check the timeline for the id. */
  readonly dedupWatermark?: number;
  /** Version of the program its segments were evaluated by: under another one all are evaluated again. */
  readonly program?: number;
  /** The profile that this one was merged into, and when (epoch ms); the rest is its state at that moment. */
  readonly mergedInto?: readonly [...MergeMark, note?: EndNote];
  /** When the person was erased (epoch ms). The profile is empty since, and does not change: see ADR 101. */
  readonly erasedAt?: number;
  /** The profiles that were merged into this one, and when (epoch ms), oldest merge first. */
  readonly absorbed?: readonly MergeMark[];
  /** The profiles that this one was separated from, and when (epoch ms): no event makes the two one again. */
  readonly apart?: readonly MergeMark[];
  /** Shares are drawn by this id: that of the oldest profile of the person. Its own id when absent. */
  readonly drawnAs?: string;
  /**
   * Short hashes of ids that led to this profile and belong elsewhere now, because another user stated them: caches of
   * other processes may not know. See engine/identity/released-keys.ts.
   */
  readonly releasedKeys?: readonly string[];
  /** Decided, not yet confirmed as published. */
  readonly outbox: readonly OutboxEntry[];
  /** Earliest moment (epoch ms) at which time alone changes something. */
  readonly wakeAt?: number;
}

/** An effect to publish, or a timeline entry whose traces must not be lost (its touchpoint left out). */
export type OutboxEntry = Effect | RecordEntry;

export interface RecordEntry {
  readonly kind: 'RecordEntry';
  readonly entry: TimelineEntry;
  /** The version that decided it, if the profile was written since without a decision. */
  readonly version?: number;
}

/** Creates the state of a new person. */
export function createProfile(id: string, now: number): Profile {
  return {
    id,
    version: 0,
    createdAt: now,
    lastSeenAt: 0,
    traits: {},
    computed: {},
    segments: {},
    consents: {},
    suppressions: {},
    ruleFirings: {},
    journeys: [],
    journeyEntries: {},
    recentExits: [],
    held: [],
    contacts: [],
    campaignRuns: {},
    touches: [],
    processedEvents: [],
    outbox: [],
  };
}

/** Whether the profile is that of an id alone, which several users state: it belongs to no user. */
export function isSharedProfile(profileId: string): boolean {
  return profileId.startsWith('Z');
}

/** A stated trait's value; undefined when it was never stated. */
export function readStated({ traits }: Pick<Profile, 'traits'>, name: string): Json | undefined {
  return Object.hasOwn(traits, name) ? traits[name]?.value : undefined;
}

/** The id by which shares of people are drawn: a person keeps it when profiles are merged. */
export function readDrawId({ drawnAs, id }: Pick<Profile, 'drawnAs' | 'id'>): string {
  return drawnAs ?? id;
}

/** Whether the other profile was merged into this one, directly or as a part of another one. */
export function hasAbsorbed({ absorbed = [] }: Pick<Profile, 'absorbed'>, profileId: string): boolean {
  return absorbed.some(([id]) => id === profileId);
}

/** Whether the id is its own, or that of a profile that was merged into it: what names either is of this person. */
export function isIdOf(profile: Pick<Profile, 'id' | 'absorbed'>, profileId: string): boolean {
  return profile.id === profileId || hasAbsorbed(profile, profileId);
}

/** Whether an operator has undone a merge of the two, or of profiles that are in them. */
export function isApart(one: Profile, other: Profile): boolean {
  return isSeparatedFrom(one, other) || isSeparatedFrom(other, one);
}

function isSeparatedFrom({ apart = [] }: Profile, other: Profile): boolean {
  return apart.some(([id]) => id === other.id || hasAbsorbed(other, id));
}

/** Its own id, and those of the profiles that were merged into it: their timelines and statements stay where they are. */
export function listProfileIds({ id, absorbed = [] }: Pick<Profile, 'id' | 'absorbed'>): readonly string[] {
  return [id, ...absorbed.map(([other]) => other)];
}
