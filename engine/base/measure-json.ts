/** Approximate length of a value as JSON, without making the text. */
import type { Json } from './json.ts';

export function measureJson(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (value === null || typeof value !== 'object') return String(value).length;
  let length = 2;
  if (Array.isArray(value)) {
    for (const element of value) length += measureJson(element) + 1;
    return length;
  }
  for (const [key, inner] of Object.entries(value)) length += key.length + 4 + measureJson(inner);
  return length;
}
