/** Evaluates the segments that may have changed, each after those it refers to. */

import { omitAbsent } from '../base/omit-absent.ts';
import type { EmitEvent } from '../model/effects.ts';
import type { CompiledSegment } from '../segments/compile-segments.ts';
import { addTrace, makeEffectId, type SegmentChange, type Turn, touchField } from './turn.ts';
import { writeRecord } from './working-profile.ts';

/** Empties `turn.due`. Every change is emitted as an event and traced. Returns all changes that await a reaction. */
export function updateSegments(turn: Turn): readonly SegmentChange[] {
  const changes = evaluateSegments(turn);
  return turn.pendingChanges.length === 0 ? changes : [...turn.pendingChanges.splice(0), ...changes];
}

/** For steps that read segments; the next update returns the changes, so that rules and journeys react to them. */
export function settleSegments(turn: Turn): void {
  if (turn.due.size > 0) turn.pendingChanges.push(...evaluateSegments(turn));
}

function evaluateSegments(turn: Turn): readonly SegmentChange[] {
  if (turn.due.size === 0) return [];
  turn.hasEvaluated = true;
  const changes: SegmentChange[] = [];
  const situation = { profile: turn.profile, now: turn.now };
  while (turn.due.size > 0) {
    const segment = removeFirst(turn.due);
    const entered = segment.condition.holds(situation);
    if (entered === Object.hasOwn(turn.profile.segments, segment.id)) continue;
    applyChange(turn, segment, entered);
    changes.push({ segment, entered });
    for (const reader of segment.readers) turn.due.add(reader);
    // A pattern on `segments` may refer to itself; such a reader is evaluated once per change, never in a cycle.
    if (changes.length > turn.program.segments.length) turn.due.clear();
    else touchField(turn, 'segments');
  }
  return changes;
}

function removeFirst(due: Set<CompiledSegment>): CompiledSegment {
  let first: CompiledSegment | undefined;
  for (const segment of due) if (first === undefined || segment.order < first.order) first = segment;
  if (first === undefined) throw new RangeError('removeFirst needs at least one segment');
  due.delete(first);
  return first;
}

function applyChange(turn: Turn, segment: CompiledSegment, entered: boolean): void {
  const segments = writeRecord(turn, 'segments');
  if (entered) segments[segment.id] = turn.isByDefinition ? -turn.now : turn.now;
  else delete segments[segment.id];
  const origin = `segment:${segment.id}`;
  const action = entered ? 'enter' : 'leave';
  const effect: EmitEvent = {
    kind: 'EmitEvent',
    // A segment may be entered, left and entered again within one touchpoint.
    id: makeEffectId(turn, origin, `${action}:${turn.effects.length}`),
    profileId: turn.profile.id,
    name: entered ? 'Segment Entered' : 'Segment Left',
    properties: { segment: segment.id, ...omitAbsent({ historical: turn.isLive ? undefined : true }) },
    occurredAt: turn.now,
  };
  turn.effects.push(effect);
  addTrace(turn, origin, action, 'done', { effectId: effect.id });
}
