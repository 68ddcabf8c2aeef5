/** Looks at every profile of a stage, in parallel. */
import type { ProfileScanner } from '../app/ports/ports.ts';
import type { Profile } from '../engine/model/profile.ts';

export interface WalkOptions {
  /** Parts of the table read at the same time. */
  readonly shards?: number;
  /** Told after each page: profiles read so far. */
  readonly onProgress?: (read: number) => void;
}

export interface Walked {
  readonly read: number;
  /** Ids of profiles that could not be read. */
  readonly unreadable: readonly string[];
}

const defaultShards = 8;

/** `visit` false: stop, enough was seen. Reads eventually consistent pages: nothing is slowed, writes of a second ago may be missing. */
export async function scanProfiles(
  scanner: ProfileScanner,
  visit: (profile: Profile) => Promise<boolean> | boolean,
  { shards = defaultShards, onProgress }: WalkOptions = {},
): Promise<Walked> {
  const unreadable: string[] = [];
  let read = 0;
  let isStopped = false;
  const walkShard = async (index: number): Promise<void> => {
    let cursor: string | undefined;
    do {
      const page = await scanner.scan({ index, total: shards }, cursor);
      unreadable.push(...page.unreadable);
      for (const profile of page.profiles) {
        if (isStopped) return;
        read += 1;
        if (!(await visit(profile))) isStopped = true;
      }
      onProgress?.(read);
      cursor = page.cursor;
    } while (cursor !== undefined && !isStopped);
  };
  await Promise.all(Array.from({ length: shards }, (_, index) => walkShard(index)));
  return { read, unreadable };
}
