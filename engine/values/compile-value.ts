/** Values in actions: a literal, or `{ from: 'profile.traits.x', default: ... }`. */

import type { Json, JsonObject } from '../base/json.ts';
import type { ValueExpression } from '../model/documents/document-base.ts';
import { isForbiddenKey } from '../touchpoint/check-content.ts';
import type { EventView } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { readReference } from './list-paths.ts';
import { readPath } from './read-path.ts';

/** Undefined when the path holds nothing and there is no default. */
export type CompiledValue = (turn: Turn, event: EventView | undefined) => Json | undefined;

export function compileValue(expression: ValueExpression): CompiledValue {
  const reference = readReference(expression);
  if (reference === undefined) return () => expression as Json;
  const path = reference.from.split('.');
  const fallback = reference.default;
  return (turn, event) => readPath(turn, event, path) ?? fallback;
}

/** Object of the present values; names without a value are left out. */
export function compileValues(
  expressions: Readonly<Record<string, ValueExpression>> | undefined,
): (turn: Turn, event: EventView | undefined) => JsonObject {
  const values = Object.entries(expressions ?? {})
    .filter(([name]) => !isForbiddenKey(name))
    .map(([name, expression]) => ({ name, read: compileValue(expression) }));
  return (turn, event) => {
    const result: JsonObject = {};
    for (const { name, read } of values) {
      const value = read(turn, event);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
}
