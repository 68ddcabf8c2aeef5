/** Runs the rules that an event and its segment changes trigger, and those that their updates trigger in turn. */
import { maxRounds } from '../limits.ts';
import type { CompiledRule } from '../program.ts';
import { type SegmentChange, updateSegments } from '../segments/update-segments.ts';
import { addTrace, type Turn } from '../turn.ts';
import { countFired, isLimitReached } from './fire-limit.ts';

/**
 * First the rules of the event, then those of the segments that changed. An `update` may change segments again: at
 * most three rounds, then a trace says that it was stopped. Historical touchpoints trigger nothing: one trace says
 * so when a rule listens.
 */
export function runRules(turn: Turn, segmentChanges: readonly SegmentChange[]): void {
  const plan = turn.touchpoint === undefined ? undefined : turn.program.plans.get(turn.touchpoint.name);
  if (!turn.isLive) {
    const isListening = plan?.hasRules === true || listTriggered(turn, segmentChanges).length > 0;
    if (isListening) addTrace(turn, 'program', 'trigger', 'historical');
    return;
  }
  if (plan?.hasRules && turn.touchpoint !== undefined) {
    for (const rule of plan.rules.find(turn.touchpoint)) runRule(turn, rule);
  }
  let changes = [...segmentChanges, ...updateSegments(turn)];
  for (let round = 0; changes.length > 0; round++) {
    const triggered = listTriggered(turn, changes);
    if (triggered.length === 0) return;
    if (round === maxRounds) {
      const note = `updates set off rules more than ${maxRounds} rounds in a row`;
      addTrace(turn, 'program', 'trigger', 'limit_reached', { note });
      return;
    }
    for (const rule of triggered) runRule(turn, rule);
    changes = [...updateSegments(turn)];
  }
}

function listTriggered(turn: Turn, changes: readonly SegmentChange[]): readonly CompiledRule[] {
  return changes.flatMap(
    ({ segment, entered }) => (entered ? turn.program.onEntered : turn.program.onLeft).get(segment.id) ?? [],
  );
}

/** A condition that does not hold leaves no trace: it would cost a write for every rule that looks. */
function runRule(turn: Turn, rule: CompiledRule): void {
  if (rule.source !== undefined && rule.source !== turn.touchpoint?.source) return;
  if (rule.condition?.holds(turn) === false) return;
  if (isLimitReached(turn, rule)) {
    addTrace(turn, rule.subject, 'trigger', 'limit_reached', { note: `${rule.limit?.times} times` });
    return;
  }
  let hasActed = false;
  for (const action of rule.actions) if (action(turn, rule)) hasActed = true;
  if (hasActed) countFired(turn, rule);
}
