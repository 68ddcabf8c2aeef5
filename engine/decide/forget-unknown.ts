/** Removes states of removed documents, once there are many; a paused document keeps its state. */

import type { Program } from '../compile/program.ts';
import { maxUnknownStates } from '../model/limits.ts';
import { firedPrefix } from '../rules/fire-limit.ts';
import { type WorkingProfile, writeRecord } from '../turn/working-profile.ts';

/** Runs when a person first meets a new version of the program. */
export function forgetUnknown(working: WorkingProfile, program: Program): void {
  const segments = new Set(program.segments.map((segment) => segment.id));
  forgetFired(working, program);
  const { ruleFirings } = working.profile;
  const isFired = (id: string) =>
    id.startsWith(firedPrefix) && Object.hasOwn(ruleFirings, id.slice(firedPrefix.length));
  forget(working, 'computed', (id) => program.traits.has(id) || isFired(id));
  forget(working, 'segments', (id) => segments.has(id));
}

/** The latest are kept: a person who got something once in a lifetime must not get it again after a pause. */
function forgetFired(working: WorkingProfile, { limited }: Program): void {
  const unknown = Object.entries(working.profile.ruleFirings).filter(([id]) => !limited.has(id));
  if (unknown.length <= maxUnknownStates) return;
  unknown.sort(([, [, left]], [, [, right]]) => right - left);
  const fired = writeRecord(working, 'ruleFirings');
  const computed = writeRecord(working, 'computed');
  for (const [id] of unknown.slice(maxUnknownStates)) {
    delete fired[id];
    delete computed[firedPrefix + id];
  }
}

function forget(
  working: WorkingProfile,
  field: 'computed' | 'segments',
  isKnown: (id: string) => boolean,
): void {
  const unknown = Object.keys(working.profile[field]).filter((id) => !isKnown(id));
  if (unknown.length <= maxUnknownStates) return;
  const record = writeRecord(working, field);
  for (const id of unknown) delete record[id];
}
