/** A profile being changed: records are copied on their first write, everything untouched stays shared. */
import { type EntryArchive, type KnownCounts, startArchive } from '../model/entry-archive.ts';
import type { Profile } from '../model/profile.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type RecordField =
  | 'traits'
  | 'computed'
  | 'segments'
  | 'consents'
  | 'suppressions'
  | 'ruleFirings'
  | 'journeyEntries'
  | 'campaignRuns'
  | 'pendingConversions';

export interface WorkingProfile {
  /** As it was given: never written to. */
  readonly given: Profile;
  /** What conditions read while the decision is made. */
  readonly next: Writable<Profile>;
  readonly archive: EntryArchive;
}

export function startWorkingProfile(profile: Profile, known: KnownCounts): WorkingProfile {
  return { given: profile, next: { ...profile }, archive: startArchive(known) };
}

/** The record, safe to write to. */
export function writeRecord<Field extends RecordField>(
  draft: WorkingProfile,
  field: Field,
): Writable<Profile[Field]> {
  if (draft.next[field] === draft.given[field]) draft.next[field] = { ...draft.given[field] };
  return draft.next[field];
}
