/** Lists the fields of a touchpoint with the types of their values: never a value. */
import { isObject } from '../../engine/base/json.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';

/** Levels below `properties`, `traits` and `context`, and fields of one touchpoint. */
export const maxDepth = 4;
export const maxFields = 200;

export type FieldTypes = ReadonlyMap<string, ReadonlySet<string>>;

/** By path: `properties.total`, `properties.products.[].price`. */
export function listFields({ properties, traits, context }: Touchpoint): FieldTypes {
  const found = new Map<string, Set<string>>();
  for (const [part, value] of Object.entries({ properties, traits, context }))
    addMembers(part, value, 0, found);
  return found;
}

function add(path: string, value: unknown, depth: number, found: Map<string, Set<string>>): void {
  const types = found.get(path) ?? new Set();
  if (types.size === 0 && found.size >= maxFields) return;
  types.add(nameType(value));
  found.set(path, types);
  if (depth >= maxDepth) return;
  // The first items are enough to know the form of a list.
  if (Array.isArray(value)) for (const item of value.slice(0, 3)) add(`${path}.[]`, item, depth + 1, found);
  else if (isObject(value)) addMembers(path, value, depth, found);
}

function addMembers(path: string, value: object, depth: number, found: Map<string, Set<string>>): void {
  for (const [key, inner] of Object.entries(value)) add(`${path}.${showKey(key)}`, inner, depth + 1, found);
}

/** A key that looks like data (an address, an id, a long number) is shown as `*`: it may be personal. */
export function showKey(key: string): string {
  return /^[A-Za-z_$][\w $-]{0,59}$/.test(key) && !/\d{5}/.test(key) ? key : '*';
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
}
