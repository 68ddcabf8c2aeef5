/** Action `emit`: an event of the author's naming on the bus, source `percorso`. */
import type { ValueExpression } from '../documents.ts';
import type { EmitEvent } from '../effects.ts';
import { addActorTrace } from './actor.ts';
import type { CompiledAction } from './compile-action.ts';
import { compileValues } from './compile-value.ts';

interface Emission {
  readonly name: string;
  readonly properties?: Readonly<Record<string, ValueExpression>> | undefined;
}

export function compileEmit({ name, properties }: Emission, path: string): CompiledAction {
  const readProperties = compileValues(properties);
  return (turn, actor) => {
    const effect: EmitEvent = {
      kind: 'EmitEvent',
      id: actor.makeId(path),
      profileId: turn.profile.id,
      name,
      properties: readProperties(turn, actor.event),
      occurredAt: turn.now,
    };
    turn.effects.push(effect);
    addActorTrace(turn, actor, 'emit', 'done', { effectId: effect.id, note: name });
    return true;
  };
}
