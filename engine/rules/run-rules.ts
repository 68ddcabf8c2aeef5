/** Runs the rules that an event or a change of segments triggers. */

import type { Initiator } from '../turn/initiator.ts';
import type { SegmentChange } from '../turn/turn.ts';
import { addTrace, makeEffectId, type Turn } from '../turn/turn.ts';
import type { CompiledRule, RuleTurn } from './compiled-rule.ts';
import { countFired, isLimitReached } from './fire-limit.ts';

/** Rules that the turn's touchpoint triggers. */
export function runEventRules(turn: RuleTurn): void {
  const { touchpoint, program } = turn;
  const plan = touchpoint === undefined ? undefined : program.plans.get(touchpoint.name);
  if (touchpoint === undefined || plan?.hasRules !== true) return;
  for (const rule of plan.rules.find(touchpoint)) runRule(turn, rule);
}

/** Rules that these changes trigger, found before any of them runs. */
export function runSegmentRules(turn: RuleTurn, changes: readonly SegmentChange[]): void {
  const { onEntered, onLeft } = turn.program;
  const rules = changes.flatMap(
    ({ segment, entered }) => (entered ? onEntered : onLeft).get(segment.id) ?? [],
  );
  for (const rule of rules) runRule(turn, rule);
}

/** A condition that does not hold leaves no trace: it would cost a write for every rule that is evaluated. */
function runRule(turn: Turn, rule: CompiledRule): void {
  if (rule.source !== undefined && rule.source !== turn.touchpoint?.source) return;
  if (rule.condition?.holds(turn) === false) return;
  if (isLimitReached(turn, rule)) {
    addTrace(turn, rule.origin, 'trigger', 'limit_reached', { note: `${rule.limit?.times} times` });
    return;
  }
  const initiator: Initiator = {
    origin: rule.origin,
    event: turn.touchpoint,
    priority: rule.priority,
    makeId: (action) => makeEffectId(turn, rule.origin, action),
  };
  let hasActed = false;
  for (const action of rule.actions) if (action(turn, initiator)) hasActed = true;
  if (hasActed) countFired(turn, rule);
}
