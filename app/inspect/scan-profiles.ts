/** Scans all profiles of a stage in parallel. */
import type { Profile } from '../../engine/model/profile.ts';
import type { ProfileScanner } from '../ports/profile-scanner.ts';

export interface ScanOptions {
  /** Segments of the parallel scan. */
  readonly segments?: number;
  /** Called after each page with the number of profiles read so far. */
  readonly onProgress?: (read: number) => void;
}

export interface ScanResult {
  readonly read: number;
  /** Ids of profiles that could not be read. */
  readonly unreadable: readonly string[];
}

const defaultSegments = 8;

/** `onProfile` returns false to stop the scan. Reads are eventually consistent and may miss writes of the last second. */
export async function scanProfiles(
  scanner: ProfileScanner,
  onProfile: (profile: Profile) => Promise<boolean> | boolean,
  { segments = defaultSegments, onProgress }: ScanOptions = {},
): Promise<ScanResult> {
  const unreadable: string[] = [];
  let read = 0;
  let isStopped = false;
  const scanSegment = async (index: number): Promise<void> => {
    let cursor: string | undefined;
    do {
      const page = await scanner.scan({ index, total: segments }, cursor);
      unreadable.push(...page.unreadable);
      for (const profile of page.profiles) {
        if (isStopped) return;
        read += 1;
        if (!(await onProfile(profile))) isStopped = true;
      }
      onProgress?.(read);
      cursor = page.cursor;
    } while (cursor !== undefined && !isStopped);
  };
  await Promise.all(Array.from({ length: segments }, (_, index) => scanSegment(index)));
  return { read, unreadable };
}
