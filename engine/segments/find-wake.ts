/** The earliest moment at which time alone changes a segment. */

import type { Profile } from '../model/profile.ts';
import type { CompiledSegments } from './compile-segments.ts';

/** Epoch ms, after `now`; undefined when nothing depends on time. */
export function findWake(
  profile: Profile,
  { timedSegments }: Pick<CompiledSegments, 'timedSegments'>,
  now: number,
): number | undefined {
  let earliest: number | undefined;
  const situation = { profile, now };
  for (const segment of timedSegments) {
    const at = segment.condition.changesAt(situation);
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  }
  return earliest === undefined ? undefined : Math.max(earliest, now + 1);
}
