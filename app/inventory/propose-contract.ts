/** Proposes a contract from what the sources sent: the fields that were seen, with their types. */
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import type { CountedEvent, CountedField } from './read-inventory.ts';

/** Names of types in the inventory → in JSON Schema. */
const typeNames: Readonly<Record<string, string>> = { text: 'string', list: 'array' };

/** A draft that warns. A field is required if every event had it. Keys that look like data are left out. */
export function proposeContract({ name, source, fields }: CountedEvent): EventDocument {
  const known = fields.filter(({ path }) => !path.includes('*'));
  return {
    kind: 'event',
    id: makeId(name),
    status: 'draft',
    event: name,
    source,
    onBreach: 'warn',
    schema: describeMembers('properties', 1, known),
  };
}

function describeMembers(parent: string, share: number, fields: readonly CountedField[]): JsonObject {
  const members = fields.filter(({ path }) => path.slice(0, path.lastIndexOf('.')) === parent);
  const named = members.map((field) => [field.path.slice(parent.length + 1), field] as const).sort();
  const required: Json[] = named.filter(([, field]) => field.share >= share).map(([key]) => key);
  return {
    ...omitAbsent({ required: required.length === 0 ? undefined : required }),
    properties: Object.fromEntries(named.map(([key, field]) => [key, describeField(field, fields)])),
  };
}

function describeField({ path, types, share }: CountedField, fields: readonly CountedField[]): JsonObject {
  const names = types.map((type) => typeNames[type] ?? type);
  const [only] = names;
  const items = fields.find((field) => field.path === `${path}.[]`);
  return {
    type: names.length === 1 && only !== undefined ? only : names,
    ...(types.includes('object') ? describeMembers(path, share, fields) : {}),
    ...omitAbsent({ items: items && describeField(items, fields) }),
  };
}

function makeId(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['event'];
  return words.join('-').slice(0, 64);
}
