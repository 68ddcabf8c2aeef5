/** Sensitive fields as they are compared: with the statements of a trait, and with computed traits that are made of them. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { SensitiveFieldPolicy } from '../model/documents/sensitive-policy.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { PublishedJourney } from '../model/program-snapshot.ts';
import { deviceZoneTrait } from '../touchpoint/read-person.ts';

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
  const names = path.split('.');
  return fields.find((field) => !field.allow.includes(reader) && isSameLine(field.names, names));
}

/** Places of the traits of a person in an event, and of those of an account. */
const statedTraits = {
  profile: [
    ['event', 'traits'],
    ['event', 'context', 'traits'],
  ],
  account: [['event', 'context', 'group', 'traits']],
};

/** A trait is stated by events, and what an event states there is the trait. */
function nameStatements(path: string): readonly (readonly string[])[] {
  const names = path
    .replace(/^event\.context\.group\.traits\./, 'account.')
    .replace(/^event\.context\.traits\./, 'profile.traits.')
    .split('.');
  if (names[0] === 'account') return nameTrait(['account'], names.slice(1), statedTraits.account);
  const [root = '', field = '', ...trait] = names;
  const stated = nameTrait([root, field], trait, root === 'profile' ? statedTraits.profile : []);
  return trait[0] === deviceZoneTrait ? [...stated, ['event', 'context', 'timezone']] : stated;
}

/** The names after the first have no positions: a field of the members of a list has none. */
function nameTrait(
  root: readonly string[],
  [first = '', ...below]: readonly string[],
  places: readonly (readonly string[])[],
): readonly (readonly string[])[] {
  const trait = [first, ...below.filter((name) => !/^\d+$/.test(name))];
  return [root, ...places].map((place) => [...place, ...trait]);
}

/** One is at the other or above it. A name of the path may be a position in a list, which the field has not. */
function isSameLine([wanted, ...below]: readonly string[], [name, ...rest]: readonly string[]): boolean {
  if (wanted === undefined || name === undefined) return true;
  if (wanted === name && isSameLine(below, rest)) return true;
  return /^(?:\d+|first|last)$/.test(name) && isSameLine([wanted, ...below], rest);
}

/** Of any version in which people may be. `reader`: the label of the journey. */
export function hasSensitiveKey(
  fields: readonly SensitiveField[],
  { document, earlier }: Pick<PublishedJourney, 'document' | 'earlier'>,
  reader: string,
): boolean {
  const graphs = [document, ...earlier.map(({ graph }) => graph)];
  return graphs.some(({ key }) => key !== undefined && findSensitive(fields, key, reader) !== undefined);
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
    names.length > root.length && isSameLine(names, root) ? [names.slice(root.length)] : [],
  );
  return below.length === 0 ? value : (below.reduce<Json>(hideAt, value) as Value);
}

function hideAt(value: Json, [name, ...rest]: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((each) => hideAt(each, [name ?? '', ...rest]));
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return value;
  const inner = value[name] as Json;
  return { ...(value as JsonObject), [name]: rest.length === 0 ? hiddenValue : hideAt(inner, rest) };
}
