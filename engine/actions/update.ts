/** Action `update`: states traits of the person, as of when the cause occurred. */

import { stateTrait } from '../facts/state-traits.ts';
import type { ValueExpression } from '../model/documents/document-base.ts';
import type { CompiledAction } from '../turn/initiator.ts';
import { addInitiatorTrace } from '../turn/initiator.ts';
import { compileValue } from '../values/compile-value.ts';

/** A later statement wins; null removes. An absent value leaves its trait unchanged. */
export function compileUpdate(traits: Readonly<Record<string, ValueExpression>>): CompiledAction {
  const values = Object.entries(traits).map(([name, expression]) => ({
    name,
    read: compileValue(expression),
  }));
  return (turn, initiator) => {
    const before = turn.profile.traits;
    const traced = turn.traces.length;
    const decider = { origin: initiator.origin, action: 'update' };
    let isRefused = false;
    for (const { name, read } of values) {
      const value = read(turn, initiator.event);
      if (value !== undefined && !stateTrait(turn, name, value, 'later', decider)) isRefused = true;
    }
    if (isRefused) keepOneTrace(turn.traces, traced);
    else addInitiatorTrace(turn, initiator, 'update', 'done');
    return turn.profile.traits !== before || !isRefused;
  };
}

/** One decision has one reason: that of the first refusal. */
function keepOneTrace(traces: unknown[], from: number): void {
  traces.splice(from + 1);
}
