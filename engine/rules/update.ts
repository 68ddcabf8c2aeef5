/** Action `update`: states traits of the person, as of when the cause occurred. */
import type { RuleAction } from '../documents.ts';
import type { CompiledAction } from '../program.ts';
import { stateTrait } from '../state-traits.ts';
import { addTrace } from '../turn.ts';
import { compileValue } from './compile-value.ts';

type UpdateAction = Extract<RuleAction, { update: unknown }>;

/** A later statement stands; null removes. A value that is not there leaves its trait alone. */
export function compileUpdate(action: UpdateAction): CompiledAction {
  const values = Object.entries(action.update.traits).map(([name, expression]) => ({
    name,
    read: compileValue(expression),
  }));
  return (turn, rule) => {
    const before = turn.profile.traits;
    const traced = turn.traces.length;
    const decider = { subject: rule.subject, action: 'update' };
    let isRefused = false;
    for (const { name, read } of values) {
      const value = read(turn);
      if (value !== undefined && !stateTrait(turn, name, value, 'later', decider)) isRefused = true;
    }
    if (isRefused) keepOneTrace(turn.traces, traced);
    else addTrace(turn, rule.subject, 'update', 'done');
    return turn.profile.traits !== before || !isRefused;
  };
}

/** One decision, one reason: the first refusal tells. */
function keepOneTrace(traces: unknown[], from: number): void {
  traces.splice(from + 1);
}
