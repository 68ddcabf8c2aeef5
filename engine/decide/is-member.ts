/** Whether somebody is in a segment now, by the definitions published now. Pure. */

import type { Program } from '../compile/program.ts';
import type { Profile } from '../model/profile.ts';
import { decide } from './decide.ts';

/**
 * As stored, where that is still true; who was last judged under another program, or for whom time has changed
 * something since, is judged as the next decision will. What that decision would cause is left to it.
 */
export function isMember(profile: Profile, segment: string, program: Program, now: number): boolean {
  return Object.hasOwn(evaluateNow(profile, program, now).segments, segment);
}

/** The person as the next decision would find them; as stored, where that is still true. `now` in epoch ms. */
export function evaluateNow(profile: Profile, program: Program, now: number): Profile {
  const isCurrent = profile.program === program.version && (profile.wakeAt ?? now + 1) > now;
  return isCurrent ? profile : decide(profile, [{ kind: 'wake' }], program, now).profile;
}
