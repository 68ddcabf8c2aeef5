/** Action `emit`: an event of the author's naming on the bus, source `percorso`. */
import type { ValueExpression } from '../documents.ts';
import type { EmitEvent } from '../effects.ts';
import { maxEffectLength } from '../limits.ts';
import { measureJson } from '../measure-json.ts';
import { addActorTrace, refuseLength } from './actor.ts';
import type { CompiledAction } from './compile-action.ts';
import { compileValues } from './compile-value.ts';

interface Emission {
  readonly name: string;
  readonly properties?: Readonly<Record<string, ValueExpression>> | undefined;
}

export function compileEmit({ name, properties }: Emission, path: string): CompiledAction {
  const readProperties = compileValues(properties);
  return (turn, actor) => {
    const values = readProperties(turn, actor.event);
    if (measureJson(values) > maxEffectLength) return refuseLength(turn, actor, 'emit');
    const effect: EmitEvent = {
      kind: 'EmitEvent',
      id: actor.makeId(path),
      profileId: turn.profile.id,
      name,
      properties: values,
      occurredAt: turn.now,
    };
    turn.effects.push(effect);
    addActorTrace(turn, actor, 'emit', 'done', { effectId: effect.id, note: name });
    return true;
  };
}
