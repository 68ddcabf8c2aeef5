/** What is kept of merges, so that they can be looked at and undone: as long as the timeline, which an undo reads. */
import type { MergeCause, Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';

/** One merge: the profile `ended` is in the profile `survivor` since then. */
export interface MergeRecord {
  readonly survivor: string;
  readonly ended: string;
  /** When `ended` was marked (epoch ms); with `ended` it identifies the merge. */
  readonly at: number;
  /** Absent: a worker continued what another one began. */
  readonly cause?: MergeCause;
  readonly undone?: Undoing;
}

/** Who undid a merge, and when (epoch ms). */
export interface Undoing {
  readonly at: number;
  /** The ARN of the operator. */
  readonly by: string;
}

/**
 * `before`: the profile that stayed, before the merge. `repeated`: in `computed`, what both had counted; absent where
 * they had counted nothing in common. `plan`: the profile that ended, as an undo restores it.
 */
export type MergeStateKind = 'before' | 'repeated' | 'plan';

export type MergeId = Pick<MergeRecord, 'survivor' | 'ended' | 'at'>;

export interface MergeStore {
  /** Before the profile that stays is saved with the other one. Idempotent. `expiresAt` in epoch seconds. */
  record(merge: MergeRecord, expiresAt: number): Promise<void>;
  /** Idempotent. `version`: of the stored profile that it is computed from. Several workers can keep several. */
  keepState(
    merge: MergeId,
    kind: MergeStateKind,
    version: number,
    state: Profile,
    expiresAt: number,
  ): Promise<void>;
  /** The one of the highest version: a worker that lost has computed from an older profile. Consistent. */
  readState(merge: MergeId, kind: MergeStateKind): Promise<Profile | undefined>;
  find(ended: string, at: number): Promise<MergeRecord | undefined>;
  /** The whole timeline of a profile, without messages, oldest first. Consistent. */
  listEntries(profileId: string): Promise<readonly TimelineEntry[]>;
  /** Removes entries that are with another profile now. Idempotent. */
  removeEntries(entries: readonly TimelineEntry[]): Promise<void>;
  noteUndone(merge: MergeId, undone: Undoing): Promise<void>;
}

/** For operators. */
export interface MergeReader extends Pick<MergeStore, 'find' | 'readState' | 'listEntries'> {
  /** The merges into this profile, newest first. */
  listOf(survivor: string): Promise<readonly MergeRecord[]>;
  /** The merges of one day (UTC, `2026-11-29`), newest first. */
  listOfDay(day: string, limit: number): Promise<readonly MergeRecord[]>;
}
