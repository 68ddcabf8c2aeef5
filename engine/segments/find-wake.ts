/** The earliest moment at which time alone changes a segment. */

import type { Program } from '../compile/program.ts';
import type { Profile } from '../model/profile.ts';

/** Epoch ms, after `now`; undefined when nothing depends on time. */
export function findWake(profile: Profile, program: Program, now: number): number | undefined {
  let earliest: number | undefined;
  const situation = { profile, now };
  for (const segment of program.timedSegments) {
    const at = segment.condition.changesAt(situation);
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  }
  return earliest === undefined ? undefined : Math.max(earliest, now + 1);
}
