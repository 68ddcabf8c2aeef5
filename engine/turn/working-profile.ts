/** A profile that a decision changes: records are copied on their first write, unchanged ones stay shared. */
import type { EntryArchive } from '../model/entry-archive.ts';
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
  | 'campaignRuns';

export interface WorkingProfile {
  /** The given profile: never written to. */
  readonly given: Profile;
  /** The present profile: conditions read it, and decisions are written to it. */
  readonly profile: Writable<Profile>;
  readonly archive: EntryArchive;
}

/** The record, safe to write to. */
export function writeRecord<Field extends RecordField>(
  working: Pick<WorkingProfile, 'given' | 'profile'>,
  field: Field,
): Writable<Profile[Field]> {
  const { given, profile } = working;
  if (profile[field] === given[field]) profile[field] = { ...given[field] };
  return profile[field];
}
