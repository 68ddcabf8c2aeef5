/** The timeline of a person: touchpoints with the decisions they caused, and messages. */
import { MINUTE } from '../../engine/base/time-units.ts';
import type { EntryCount } from '../../engine/model/journey-position.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import type { LedgerMessage } from './message-ledger.ts';

/** Counts of journey entries that the profile is too small for. They never expire. */
export interface EntryArchive {
  /** `name`: as in the profile, `cart/00f1...`. Consistent. */
  findCount(profileId: string, name: string): Promise<EntryCount | undefined>;
  /** Stores the count unless a higher one is stored. */
  keepCount(profileId: string, name: string, count: EntryCount): Promise<void>;
}

/**
 * What is stored as one item: an entry, or a fold, which is several entries of one person without traces. Readers find
 * the entries of a fold as if each had its own item.
 */
export type EntryRecord = TimelineEntry | readonly TimelineEntry[];

/** Milliseconds: the entries of a fold occurred in one of the spans that follow each other from 1970 on. */
export const foldSpan = 10 * MINUTE;

export interface TimelineStore extends EntryArchive {
  /** Puts up to 25 records of whole entries. Idempotent. Returns the records that the store did not accept. */
  putEntries(records: readonly EntryRecord[], expiresAt: number): Promise<readonly EntryRecord[]>;
  /** Sets only an entry's traces, which an outbox carried after a crash. */
  amendEntry(entry: TimelineEntry, expiresAt: number): Promise<void>;
  /** Completes the entry of a repeated touchpoint: sets what is missing and keeps the traces that are there. */
  restoreEntry(entry: TimelineEntry, expiresAt: number): Promise<void>;
  /** `decided`: the touchpoint is not stored yet. */
  findEntry(
    profileId: string,
    occurredAt: number,
    touchpointId: string,
  ): Promise<'whole' | 'decided' | undefined>;
  /**
   * One page, oldest first. A touchpoint that is in a fold and was restored as well can be on two pages: it repeats
   * within `foldSpan`. `consistent` costs twice.
   */
  listTouchpoints(
    profileId: string,
    cursor: string | undefined,
    options?: { readonly consistent: boolean },
  ): Promise<TouchpointPage>;
  /** Removes up to 25 entries that are in no fold. Idempotent. Returns the entries that the store did not accept. */
  removeEntries(entries: readonly TimelineEntry[]): Promise<readonly TimelineEntry[]>;
}

/** For people who look at a timeline: the pipeline never lists it. */
export interface TimelineReader {
  /** Newest first; messages and touchpoints together. */
  list(profileId: string, options: TimelineQuery): Promise<TimelinePage>;
}

export interface TimelineQuery {
  readonly limit: number;
  readonly cursor?: string;
  /** Only these; absent: both. */
  readonly kind?: 'entry' | 'message';
  /** Without a cursor: begins with what occurred before it, or whose message id was made before it (epoch ms). */
  readonly before?: number;
  /** The page has `cursors`. */
  readonly withCursors?: boolean;
}

export interface TouchpointPage {
  /** Also those of turns without a touchpoint. */
  readonly entries: readonly TimelineEntry[];
  readonly touchpoints: readonly Touchpoint[];
  /** When the entries without a touchpoint expire (epoch ms). A redelivery completes them. */
  readonly awaited: readonly number[];
  readonly cursor?: string;
}

export interface TimelinePage {
  readonly items: readonly (
    | { kind: 'entry'; entry: TimelineEntry }
    | { kind: 'message'; message: LedgerMessage }
  )[];
  /** The position after each item. */
  readonly cursors?: readonly string[];
  readonly cursor?: string;
}
