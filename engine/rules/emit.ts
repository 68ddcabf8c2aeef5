/** Action `emit`: an event of the author's naming on the bus, source `percorso`. */
import type { RuleAction } from '../documents.ts';
import type { EmitEvent } from '../effects.ts';
import type { CompiledAction } from '../program.ts';
import { addTrace, makeEffectId } from '../turn.ts';
import { compileValues } from './compile-value.ts';

type EmitAction = Extract<RuleAction, { emit: string }>;

export function compileEmit(action: EmitAction, path: string): CompiledAction {
  const readProperties = compileValues(action.properties);
  return (turn, rule) => {
    const effect: EmitEvent = {
      kind: 'EmitEvent',
      id: makeEffectId(turn, rule.subject, path),
      profileId: turn.profile.id,
      name: action.emit,
      properties: readProperties(turn),
      occurredAt: turn.now,
    };
    turn.effects.push(effect);
    addTrace(turn, rule.subject, 'emit', 'done', { effectId: effect.id, note: action.emit });
    return true;
  };
}
