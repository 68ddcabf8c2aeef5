/**
 * Applies new definitions to an existing person: computed traits are counted again, and every segment is evaluated
 * again.
 */
import type { Backfill, UndoneImport } from '../model/decision.ts';
import { readMembership } from '../segments/membership.ts';
import { addTrace, type Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';

/** Whether a change of segment triggers rules and journeys is the turn's `isLive`. */
export function applyBackfill(turn: Turn, backfill: Backfill): void {
  const { traits, computed, triggers, segments = [], undo, undone } = backfill;
  if (undone !== undefined) applyUndo(turn, undone, undo);
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

function applyUndo(turn: Turn, { changes, replaced, note }: UndoneImport, importId?: string): void {
  for (const [field, name, value] of changes) {
    const record: Record<string, unknown> = writeRecord(turn, field);
    // What time changed in this decision is later than the import.
    if (record[name] !== turn.given[field][name]) continue;
    if (value === undefined) delete record[name];
    else record[name] = value;
  }
  Object.assign(turn.profile, replaced);
  if (note !== undefined) addTrace(turn, `import:${importId}`, 'undo', 'import_undone', { note });
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
