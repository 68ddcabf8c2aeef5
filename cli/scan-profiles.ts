/** Scans all profiles of a stage in parallel. */
import type { ProfileScanner } from '../app/ports/ports.ts';
import type { Profile } from '../engine/model/profile.ts';

export interface WalkOptions {
  /** Segments of the parallel scan. */
  readonly shards?: number;
  /** Called after each page with the number of profiles read so far. */
  readonly onProgress?: (read: number) => void;
}

export interface Walked {
  readonly read: number;
  /** Ids of profiles that could not be read. */
  readonly unreadable: readonly string[];
}

const defaultShards = 8;

/** `visit` returns false to stop the scan. Reads are eventually consistent: they slow down nothing, but may miss writes of the last second. */
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
