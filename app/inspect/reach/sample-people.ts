/** Reads every profile of a small stage, and a sample of a large one, so that counting never reads a large table. */
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProfileScanner } from '../../ports/profile-scanner.ts';

export interface PeopleSample {
  /** Profiles read. */
  readonly read: number;
  /** The number of people that each profile read represents; 1 when all were read. */
  readonly weight: number;
  /** Profiles that could not be read. */
  readonly unreadable: number;
}

export interface SampleOptions {
  /** With more people than this, a sample is read. */
  readonly exactUpTo: number;
  /** The minimum size of a sample; the maximum is about ten times as many. */
  readonly sampleSize: number;
}

export const defaultSample: SampleOptions = { exactUpTo: 5_000, sampleSize: 1_000 };

/**
 * Reads about 16,000 profiles at most (2,000 read units, $0.0003). A segment of a parallel scan is a range of the hash of
 * profile ids, so its people are a random sample. Segment 0 of a finer division is part of segment 0 of a coarser one:
 * the division gets coarser until the segment contains enough people.
 */
export async function samplePeople(
  scanner: Pick<ProfileScanner, 'scan'>,
  { exactUpTo, sampleSize }: SampleOptions,
): Promise<PeopleSample & { readonly profiles: readonly Profile[] }> {
  const whole = await readSegment(scanner, 1, exactUpTo);
  if (whole.isComplete) return describe(whole, 1);
  for (let total = maxSegments; total > 1; total /= 10) {
    const part = await readSegment(scanner, total, Number.POSITIVE_INFINITY);
    if (part.profiles.length >= sampleSize) return describe(part, total);
  }
  return describe(await readSegment(scanner, 1, Number.POSITIVE_INFINITY), 1);
}

/** DynamoDB's own limit. */
const maxSegments = 1_000_000;

interface ScannedSegment {
  readonly profiles: Profile[];
  readonly unreadable: number;
  readonly isComplete: boolean;
}

async function readSegment(
  scanner: Pick<ProfileScanner, 'scan'>,
  total: number,
  limit: number,
): Promise<ScannedSegment> {
  const profiles: Profile[] = [];
  let unreadable = 0;
  let cursor: string | undefined;
  do {
    const page = await scanner.scan({ index: 0, total }, cursor);
    profiles.push(...page.profiles);
    unreadable += page.unreadable.length;
    cursor = page.cursor;
    if (profiles.length > limit) return { profiles, unreadable, isComplete: false };
  } while (cursor !== undefined);
  return { profiles, unreadable, isComplete: true };
}

function describe({ profiles, unreadable }: ScannedSegment, weight: number) {
  return { profiles, read: profiles.length, weight, unreadable };
}
