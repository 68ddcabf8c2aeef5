/**
 * Counts of entries beyond the limit of the profile. The engine decides which of them leave the profile and which it
 * needs; the shell stores them beside the profile.
 */
import type { EntryCount } from './journey-position.ts';

/** By the name that the count had in the profile (`cart/00f1...`). Undefined: the archive has no count of that name. */
export type KnownCounts = ReadonlyMap<string, EntryCount | undefined>;

export type ArchivedCount = readonly [name: string, count: EntryCount];

/** The archived counts that one decision reads and adds. */
export interface EntryArchive {
  /** Read before the decision. */
  readonly known: KnownCounts;
  /** Names that are needed and not known: the decision is invalid. */
  readonly missing: string[];
  /** Counts that left the profile, as they were stored in it. */
  readonly archived: ArchivedCount[];
}

export const nothingArchived: KnownCounts = new Map();

export function startArchive(known: KnownCounts): EntryArchive {
  return { known, missing: [], archived: [] };
}
