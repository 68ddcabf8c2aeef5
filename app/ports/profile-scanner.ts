/** A parallel scan of all profiles. */
import type { Profile } from '../../engine/model/profile.ts';

/** One of `total` equal parts of all profiles; `index` starts at 0. The `total` of a run never changes. */
export interface ScanSegment {
  readonly index: number;
  readonly total: number;
}

export interface ProfilePage {
  /** In no particular order. May be empty although more pages follow. */
  readonly profiles: readonly Profile[];
  /** Ids of items that this version of the code cannot read: they are damaged, or a newer version wrote them. */
  readonly unreadable: readonly string[];
  /** Cursor of the next page of the same segment; absent after the last. Opaque text without expiry. */
  readonly cursor?: string;
}

export interface ProfileScanner {
  /**
   * One page, eventually consistent: half a read unit per 4 KB read. A profile that exists during the whole run is
   * returned exactly once; one that is created or deleted meanwhile may be missing. `limit`: items per page, which
   * holds at most 1 MB.
   */
  scan(segment: ScanSegment, cursor?: string, limit?: number): Promise<ProfilePage>;
  /** Cursor of the page that begins after this profile of the segment. Makes no call. */
  makeCursor(profileId: string): string;
}
