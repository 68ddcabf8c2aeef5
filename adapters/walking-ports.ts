/** What walks over all profiles need of the world: campaigns, backfills, and counts of where people stand. */
import type { Profile } from '../engine/profile.ts';

/** One of `total` equal parts of all profiles; `index` from 0. A walk keeps its `total` to the end. */
export interface ScanShard {
  readonly index: number;
  readonly total: number;
}

export interface ProfilePage {
  /** In no order that means anything. May be empty though more pages follow. */
  readonly profiles: readonly Profile[];
  /** Ids of items that this version of the code cannot read: damaged, or written by a newer one. */
  readonly unreadable: readonly string[];
  /** Where the next page of the same shard begins; absent after the last. Opaque text, good for as long as you like. */
  readonly cursor?: string;
}

export interface ProfileScanner {
  /**
   * One page, eventually consistent: half a read unit per 4 KB read. Whoever is there when the walk begins and
   * stays is met exactly once; who comes or goes meanwhile may be met or not. `limit`: items per page, 1 MB at most.
   */
  scan(shard: ScanShard, cursor?: string, limit?: number): Promise<ProfilePage>;
}
