/**
 * Counts of entries for which the profile has no room. The engine says which of them leave the profile and which it
 * needs; the shell keeps them beside the profile.
 */
import type { EntryCount } from './journey-position.ts';

/** By the name that the count had in the profile (`cart/00f1...`). Undefined: the archive has none of that name. */
export type KnownCounts = ReadonlyMap<string, EntryCount | undefined>;

export type ArchivedCount = readonly [name: string, count: EntryCount];

/** What one decision has to do with the archive. */
export interface EntryArchive {
  /** Read before the decision. */
  readonly known: KnownCounts;
  /** Names that were needed and are not known: the decision does not hold. */
  readonly missing: string[];
  /** Counts that left the profile, as they were stored in it. */
  readonly archived: ArchivedCount[];
}

export const nothingArchived: KnownCounts = new Map();

export function startArchive(known: KnownCounts): EntryArchive {
  return { known, missing: [], archived: [] };
}
