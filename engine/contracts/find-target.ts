/** Finds the place of a schema that a reference names: `#`, or a pointer such as `#/$defs/price`. */
import { isObject } from '../base/json.ts';
import type { JsonSchema } from './check-members.ts';

/** Undefined: the reference leads to no schema of this document. */
export function findTarget(root: JsonSchema, reference: string): JsonSchema | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/$defs/')) return undefined;
  let target: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(target)) target = target[Number(key)];
    else target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  }
  return isObject(target) || typeof target === 'boolean' ? target : undefined;
}
