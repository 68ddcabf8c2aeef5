/** Whether a person is in a segment now, by the definitions published now. Pure. */

import type { Program } from '../compile/program.ts';
import type { Profile } from '../model/profile.ts';
import { updateSegments } from '../turn/update-segments.ts';
import { startDecision, startTurn } from './pending-decision.ts';

/**
 * As stored, if that is still true. A person who was last evaluated under another program, or for whom time has
 * changed something since, is evaluated as the next decision will do it. Only that decision causes what follows from it.
 */
export function isMember(profile: Profile, segment: string, program: Program, now: number): boolean {
  return Object.hasOwn(evaluateNow(profile, program, now).segments, segment);
}

/**
 * The person with the segments of the next decision: as stored, if that is still true. Rules, journeys
 * and messages do not run. `now` in epoch ms.
 */
export function evaluateNow(profile: Profile, program: Program, now: number): Profile {
  const isCurrent = profile.program === program.version && (profile.wakeAt ?? now + 1) > now;
  if (isCurrent) return profile;
  const turn = startTurn(startDecision(profile, program, now), {
    id: 'membership',
    idTime: now,
    at: now,
    isLive: false,
  });
  updateSegments(turn);
  return turn.profile;
}
