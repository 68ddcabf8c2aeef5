/** Values in actions: a literal, or `{ from: 'profile.traits.x', default: ... }`. */

import type { Json, JsonObject } from '../base/json.ts';
import type { ValueExpression } from '../model/documents/document-base.ts';
import { isForbiddenKey } from '../touchpoint/check-content.ts';
import type { EventView } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { readPath } from './read-path.ts';

/** Undefined when the path holds nothing and there is no default. */
export type CompiledValue = (turn: Turn, event: EventView | undefined) => Json | undefined;

export function compileValue(expression: ValueExpression): CompiledValue {
  if (!isReference(expression)) return () => expression as Json;
  const path = expression.from.split('.');
  const fallback = expression.default;
  return (turn, event) => readPath(turn, event, path) ?? fallback;
}

/** Object of the values that are there; names without a value are left out. */
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

function isReference(expression: ValueExpression): expression is { from: string; default?: Json } {
  if (expression === null || typeof expression !== 'object' || Array.isArray(expression)) return false;
  return 'from' in expression && typeof expression.from === 'string';
}
