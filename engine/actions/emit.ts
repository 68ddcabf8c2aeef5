/** Action `emit`: an event of the author's naming on the bus, source `percorso`. */

import { measureJson } from '../base/measure-json.ts';
import type { ValueExpression } from '../model/documents/document-base.ts';
import type { EmitEvent } from '../model/effects.ts';
import { maxEffectLength } from '../model/limits.ts';
import type { CompiledAction } from '../turn/initiator.ts';
import { addInitiatorTrace, rejectTooLong } from '../turn/initiator.ts';
import { compileValues } from '../values/compile-value.ts';

interface Emission {
  readonly name: string;
  readonly properties?: Readonly<Record<string, ValueExpression>> | undefined;
}

export function compileEmit({ name, properties }: Emission, path: string): CompiledAction {
  const readProperties = compileValues(properties);
  return (turn, initiator) => {
    const values = readProperties(turn, initiator.event);
    if (measureJson(values) > maxEffectLength) return rejectTooLong(turn, initiator, 'emit');
    const effect: EmitEvent = {
      kind: 'EmitEvent',
      id: initiator.makeId(path),
      profileId: turn.profile.id,
      name,
      properties: values,
      occurredAt: turn.now,
    };
    turn.effects.push(effect);
    addInitiatorTrace(turn, initiator, 'emit', 'done', { effectId: effect.id, note: name });
    return true;
  };
}
