/** Sensitive fields as they are compared: with the statements of a trait, and with computed traits that are made of them. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { SensitiveFieldPolicy } from '../model/documents/sensitive-policy.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';

export interface SensitiveField {
  /** As the policy writes it; of a computed trait, the field that it is made of. */
  readonly path: string;
  /** `['profile', 'traits', 'tax_code']`. */
  readonly names: readonly string[];
  /** Labels of documents that may read it. */
  readonly allow: readonly string[];
}

/** `traits`: those in force. A computed trait that the field does not allow is as sensitive as the field. */
export function listSensitive(
  sensitive: readonly SensitiveFieldPolicy[] | undefined,
  traits: readonly Pick<TraitDocument, 'id' | 'path' | 'times'>[],
): readonly SensitiveField[] {
  const stated = (sensitive ?? []).flatMap(({ path, allow = [] }) =>
    nameStatements(path).map((names): SensitiveField => ({ path, names, allow })),
  );
  const computed = traits.flatMap(({ id, path, times }) => {
    const reads = [path, times].flatMap((each) => (each === undefined ? [] : [`event.${each}`]));
    const field = reads.flatMap((read) => findSensitive(stated, read, `trait/${id}`) ?? [])[0];
    return field === undefined ? [] : [{ ...field, names: ['profile', 'computed', id] }];
  });
  return [...stated, ...computed];
}

/** The field that `reader` (`template/welcome`) may not read and that is at, above or below the path. */
export function findSensitive(
  fields: readonly SensitiveField[],
  path: string,
  reader: string,
): SensitiveField | undefined {
  if (fields.length === 0) return undefined;
  const names = splitPath(path);
  return fields.find((field) => !field.allow.includes(reader) && isSameLine(field.names, names));
}

/** A trait is stated by events. */
function nameStatements(path: string): readonly (readonly string[])[] {
  const names = splitPath(path);
  const [root, field, ...rest] = names;
  if (root !== 'profile' || field !== 'traits') return [names];
  return [names, ['event', 'traits', ...rest], ['event', 'context', 'traits', ...rest]];
}

/** Without the positions in lists: a field of the members of a list has none. */
function splitPath(path: string): readonly string[] {
  return path.split('.').filter((name) => !/^\d+$/.test(name));
}

function isSameLine(left: readonly string[], right: readonly string[]): boolean {
  const shared = Math.min(left.length, right.length);
  return left.slice(0, shared).every((name, index) => name === right[index]);
}

/** Replaces a sensitive value. */
export const hiddenValue = '[sensitive]';

/** A copy without the values of the fields below `root` (`['profile', 'traits']`), each replaced by `[sensitive]`. */
export function hideSensitive<Value extends Json>(
  value: Value,
  root: readonly string[],
  fields: readonly SensitiveField[],
): Value {
  const below = fields.flatMap(({ names }) =>
    names.length > root.length && isSameLine(root, names) ? [names.slice(root.length)] : [],
  );
  return below.length === 0 ? value : (below.reduce<Json>(hideAt, value) as Value);
}

function hideAt(value: Json, [name, ...rest]: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((each) => hideAt(each, [name ?? '', ...rest]));
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return value;
  const inner = value[name] as Json;
  return { ...(value as JsonObject), [name]: rest.length === 0 ? hiddenValue : hideAt(inner, rest) };
}
