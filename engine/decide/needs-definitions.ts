/** Whether segments that were published since a person's last decision change anything for the person. Pure. */

import type { Program } from '../compile/program.ts';
import type { Profile } from '../model/profile.ts';
import { listNewSegments } from '../segments/list-new-segments.ts';
import { evaluateNow, listUnknown } from './is-member.ts';

/**
 * True for a person who is in a new segment, or out of a changed one, for one whom time alone moves into or out of
 * one later (only a bulk run sets that timer), and for one with accounts, if a new segment reads them. The others meet the new segments with their next event.
 */
export function needsDefinitions(profile: Profile, program: Program, now: number): boolean {
  const fresh = listNewSegments(profile, program);
  if (fresh.length === 0) return false;
  if (fresh.some(({ condition }) => condition.changesAt({ profile, now }) !== undefined)) return true;
  const unknown = new Set(listUnknown(profile, program));
  if (fresh.some((segment) => unknown.has(segment))) return true;
  const next = evaluateNow(profile, program, now);
  return fresh.some(({ id }) => Object.hasOwn(next.segments, id) !== Object.hasOwn(profile.segments, id));
}
