/** Where profiles are stored. */
import type { Profile } from '../../engine/model/profile.ts';

export interface ProfileStore {
  /**
   * `consistent: false` costs half. After a stale read the conditional write fails. Of a profile that was merged into
   * another one, the other one: its id is not the given one.
   */
  load(profileId: string, options: { consistent: boolean }): Promise<Profile | undefined>;
  /** The state under this id, also of a profile that was merged. Consistent. */
  loadStored(profileId: string): Promise<Profile | undefined>;
  /** Writes `profile` if the stored version is `profile.version - 1` (absent when that is 0). Throws ProfileConflictError. */
  save(profile: Profile): Promise<void>;
  /** Empties the outbox if the stored version is still `version`. False: a later write carries the outbox. */
  clearOutbox(profileId: string, version: number): Promise<boolean>;
  /** One page of profiles whose `wakeAt` is at or before `now`, earliest first. */
  listDue(shard: number, now: number, cursor: string | undefined): Promise<DuePage>;
}

export interface DuePage {
  readonly due: readonly { readonly profileId: string; readonly wakeAt: number }[];
  readonly cursor?: string;
}
