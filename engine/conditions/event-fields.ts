/** The fields that patterns on touchpoints may name, checked so that a misspelt one is refused, not silently never met. */

import { isObject, type Json } from '../base/json.ts';
import type { Pattern } from '../model/documents/document-base.ts';
import { PatternInvalidError } from '../patterns/pattern-invalid-error.ts';

export const EVENT_FIELDS: readonly string[] = [
  'name',
  'source',
  'type',
  'properties',
  'traits',
  'context',
  'occurredAt',
];

/** Refuses a pattern whose first level names anything else, also inside `$or`. */
export function requireFields(pattern: unknown, known: readonly string[], path: string): Pattern {
  if (!isJsonObject(pattern)) {
    const remedy = `Write an object with ${known.join(', ')}.`;
    throw new PatternInvalidError(path, 'a pattern must be an object', pattern, remedy);
  }
  for (const [key, value] of Object.entries(pattern)) {
    if (key === '$or' && Array.isArray(value)) {
      value.forEach((alternative, index) => {
        requireFields(alternative, known, `${path}.$or[${index}]`);
      });
    } else if (key !== '$or' && !known.includes(key)) {
      throw new PatternInvalidError(
        `${path}.${key}`,
        'no such field',
        key,
        `Use one of ${known.join(', ')}.`,
      );
    }
  }
  return pattern;
}

function isJsonObject(value: unknown): value is Record<string, Json> {
  return isObject(value);
}
