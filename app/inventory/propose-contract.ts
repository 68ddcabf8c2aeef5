/** Proposes a contract from what the sources sent: the fields that were seen, with their types. */
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import type { CountedEvent, CountedField } from './read-inventory.ts';

/** Names of types in the inventory → in JSON Schema. */
const typeNames: Readonly<Record<string, string>> = { text: 'string', list: 'array' };

export interface Proposal {
  readonly document: EventDocument;
  /** Label of the published contract of the same event and source: only one of the two can be live. */
  readonly replaces?: string;
}

/**
 * A draft that warns, for each source of one event. A field is required if every event had it. Keys that look like data
 * are left out. `taken`: ids of contracts of any status, which no draft gets.
 */
export function proposeContracts(
  events: readonly CountedEvent[],
  { taken, contracts }: { readonly taken: Iterable<string>; readonly contracts: readonly EventDocument[] },
): Proposal[] {
  const used = new Set(taken);
  // Percorso's own events have no contract.
  const foreign = events.filter(({ source }) => !source.startsWith('percorso'));
  return foreign.map((event) => {
    const id = chooseId(event, foreign.length > 1, used);
    used.add(id);
    const live = contracts.find((one) => one.event === event.name && one.source === event.source);
    return { document: proposeContract(event, id), ...omitAbsent({ replaces: live && `event/${live.id}` }) };
  });
}

function proposeContract({ name, source, fields }: CountedEvent, id: string): EventDocument {
  const known = fields.filter(({ path }) => !path.includes('*'));
  return {
    kind: 'event',
    id,
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
  // The share of a field of items is of the events: whether each item has it was not counted.
  const least = path.endsWith('.[]') || path.includes('.[].') ? everyItem : share;
  return {
    type: names.length === 1 && only !== undefined ? only : names,
    ...(types.includes('object') ? describeMembers(path, least, fields) : {}),
    ...omitAbsent({ items: items && describeField(items, fields) }),
  };
}

/** No share is as large. */
const everyItem = 2;

/** The longest id of a document. */
const idLength = 64;

/** By name; with the source where there are several or the name is taken; then with a number. */
function chooseId({ name, source }: CountedEvent, isOfMany: boolean, used: ReadonlySet<string>): string {
  const [short, long] = [makeId(name), makeId(`${name} ${source}`)];
  if (!isOfMany && !used.has(short)) return short;
  if (!used.has(long)) return long;
  for (let number = 2; ; number++) {
    const id = `${long.slice(0, idLength - 5)}-${number}`;
    if (!used.has(id)) return id;
  }
}

function makeId(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? ['event'];
  return words.join('-').slice(0, idLength);
}
