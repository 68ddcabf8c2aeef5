/** Whether a person is in a segment now, by the definitions published now. Pure. */

import type { Program } from '../compile/program.ts';
import type { Profile } from '../model/profile.ts';
import type { CompiledSegment } from '../segments/compile-segments.ts';
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
 * and messages do not run. `now` in epoch ms. Segments that read accounts stay as stored if the accounts are not known
 * here: the next decision reads them.
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
  const unknown = listUnknown(profile, program);
  for (const segment of unknown) turn.due.delete(segment);
  updateSegments(turn);
  if (unknown.length === 0) return turn.profile;
  const segments = { ...turn.profile.segments };
  for (const { id } of unknown) {
    const since = Object.hasOwn(profile.segments, id) ? profile.segments[id] : undefined;
    if (since === undefined) delete segments[id];
    else segments[id] = since;
  }
  return { ...turn.profile, segments };
}

/** Segments that read accounts, of a person whose accounts were not read. */
export function listUnknown(
  { accounts, accountView }: Profile,
  { readers }: Pick<Program, 'readers'>,
): readonly CompiledSegment[] {
  return accounts === undefined || accountView !== undefined ? [] : (readers.get('account') ?? []);
}
