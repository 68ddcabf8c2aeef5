/** The fields that patterns may name, checked so that a misspelt one is refused and does not silently never match. */

import { isObject, type Json } from '../base/json.ts';
import type { Pattern } from '../model/documents/document-base.ts';
import type { FieldForm } from '../model/readable-fields.ts';
import { PatternInvalidError } from '../patterns/pattern-invalid-error.ts';

/** Refuses a pattern whose first level names anything else, also inside `$or`. */
export function requireFields(
  pattern: unknown,
  fields: Readonly<Record<string, FieldForm>>,
  path: string,
): Pattern {
  const known = Object.keys(fields);
  if (!isJsonObject(pattern)) {
    const remedy = `Write an object with ${known.join(', ')}.`;
    throw new PatternInvalidError(path, 'a pattern must be an object', pattern, remedy);
  }
  for (const [key, value] of Object.entries(pattern)) {
    if (key === '$or' && Array.isArray(value)) {
      value.forEach((alternative, index) => {
        requireFields(alternative, fields, `${path}.$or[${index}]`);
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
