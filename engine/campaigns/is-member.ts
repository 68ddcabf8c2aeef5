/** Whether somebody is in a segment now, by the definitions published now. Pure. */
import { decide } from '../decide.ts';
import type { Profile } from '../profile.ts';
import type { Program } from '../program.ts';

/**
 * As stored, where that is still true; who was last judged under another program, or for whom time has changed
 * something since, is judged as the next decision will. What that decision would cause is left to it.
 */
export function isMember(profile: Profile, segment: string, program: Program, now: number): boolean {
  const isCurrent = profile.program === program.version && (profile.wakeAt ?? now + 1) > now;
  const judged = isCurrent ? profile : decide(profile, [{ kind: 'wake' }], program, now).profile;
  return Object.hasOwn(judged.segments, segment);
}
