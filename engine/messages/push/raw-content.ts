/**
 * Raw content of a platform as flat fields, so that Liquid renders each text of it alone: a value with a quote cannot
 * break the JSON. The name of a field is a JSON Pointer (RFC 6901) behind the platform and the kind of the value:
 * `raw.apns:/aps/thread-id` is text, `raw.apns=/aps/badge` is JSON.
 */
import { isObject, type Json, type JsonObject } from '../../base/json.ts';

export function flattenRawContent(platform: string, raw: JsonObject): [field: string, source: string][] {
  return flatten(raw, '').map(([kind, pointer, source]) => [`raw.${platform}${kind}${pointer}`, source]);
}

type Leaf = [kind: ':' | '=', pointer: string, source: string];

function flatten(value: Json, pointer: string): Leaf[] {
  if (typeof value === 'string') return [[':', pointer, value]];
  if (typeof value !== 'object' || value === null) return [['=', pointer, JSON.stringify(value)]];
  const inner = Array.isArray(value) ? value.entries() : Object.entries(value);
  return [
    ['=', pointer, Array.isArray(value) ? '[]' : '{}'],
    ...[...inner].flatMap(([key, item]) => flatten(item, `${pointer}/${escapePointer(String(key))}`)),
  ];
}

/** Undefined: the fields have no raw content for the platform. */
export function readRawContent(
  platform: string,
  fields: Readonly<Record<string, string>>,
): JsonObject | undefined {
  const prefix = `raw.${platform}`;
  const leaves = Object.entries(fields)
    .filter(([field]) => field.startsWith(`${prefix}:`) || field.startsWith(`${prefix}=`))
    .map(([field, text]) => ({
      keys: field
        .slice(prefix.length + 1)
        .split('/')
        .slice(1)
        .map(unescapePointer),
      value: field[prefix.length] === ':' ? text : (JSON.parse(text) as Json),
    }))
    // Containers before what they contain, whatever the order of the fields.
    .sort((left, right) => left.keys.length - right.keys.length);
  if (leaves.length === 0) return undefined;
  const root: JsonObject = {};
  for (const { keys, value } of leaves) if (keys.length > 0) place(root, keys, value);
  return root;
}

function place(root: JsonObject, keys: readonly string[], value: Json): void {
  let at: Json | undefined = root;
  for (const key of keys.slice(0, -1)) at = readMember(at, key);
  const last = keys.at(-1) ?? '';
  if (Array.isArray(at)) at[Number(last)] = value;
  // Own, also where the name is one of the prototype.
  else if (isObject(at))
    Object.defineProperty(at, last, { value, writable: true, enumerable: true, configurable: true });
}

function readMember(value: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapePointer(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** RFC 7396: objects are merged, `null` removes, every other value replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? mergePatch(readObject(merged[name]), value) : value;
  }
  return merged;
}

function readObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
