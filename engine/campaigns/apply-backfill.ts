/**
 * Applies new definitions to an existing person: computed traits are counted again, and every segment is evaluated
 * again.
 */
import type { Backfill } from '../model/decision.ts';
import { readMembership } from '../segments/membership.ts';
import type { Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';

/** Whether a change of segment triggers rules and journeys is the turn's `isLive`. */
export function applyBackfill(turn: Turn, { traits, computed, triggers, segments = [] }: Backfill): void {
  const known = traits.filter((id) => turn.program.traits.has(id));
  if (known.length > 0) {
    const states = writeRecord(turn, 'computed');
    for (const id of known) {
      const state = Object.hasOwn(computed, id) ? computed[id] : undefined;
      if (state === undefined) delete states[id];
      else states[id] = state;
    }
    turn.hasChanged = true;
  }
  if (triggers) letEnter(turn, segments);
  for (const segment of turn.program.segments) turn.due.add(segment);
}

/** An earlier member is removed silently, and so enters with the evaluation that follows. */
function letEnter(turn: Turn, segments: readonly string[]): void {
  const { program, profile, now } = turn;
  for (const { id, condition } of program.segments) {
    if (!segments.includes(id) || readMembership(profile, id)?.isFromBefore !== true) continue;
    // A person who is no longer in it must leave it, with an event.
    if (condition.holds({ profile, now })) delete writeRecord(turn, 'segments')[id];
  }
}
