/** Reads `profile...` and `event...` paths for actions and for the values that travel with a message. */
import type { Json } from '../base/json.ts';
import { readPresentState } from '../channels/confirmed-address.ts';
import { describeDevices } from '../channels/devices.ts';
import {
  type EventFieldName,
  eventFields,
  type FieldForm,
  hasField,
  type ProfileFieldName,
} from '../model/readable-fields.ts';
import { readState } from '../traits/aggregator.ts';
import { readTrait } from '../traits/read-trait.ts';
import type { EventView } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';

/** `['profile','traits','first_name']`, `['event','properties','items','0','sku']`; undefined when there is none. */
export function readPath(
  turn: Turn,
  event: EventView | undefined,
  path: readonly string[],
): Json | undefined {
  const [root, field, ...rest] = path;
  if (field === undefined) return undefined;
  if (root === 'profile') return readProfile(turn, field, rest);
  if (root === 'account') return turn.profile.accountView?.read(turn.profile, event, path.slice(1));
  return root === 'event' ? readEvent(event, field, rest) : undefined;
}

function readProfile(turn: Turn, field: string, rest: readonly string[]): Json | undefined {
  return hasField(profileReaders, field) ? profileReaders[field](turn, rest) : undefined;
}

type ProfileReader = (turn: Turn, rest: readonly string[]) => Json | undefined;

const profileReaders: Readonly<Record<ProfileFieldName, ProfileReader>> = {
  id: ({ profile }) => profile.id,
  userId: ({ profile }) => profile.userId,
  createdAt: ({ profile }) => profile.createdAt,
  lastSeenAt: ({ profile }) => profile.lastSeenAt,
  traits: ({ profile }, rest) => readNamed(profile.traits, rest, (trait) => trait.value),
  computed: ({ profile, program, now }, rest) =>
    readNamed(profile.computed, rest, (state, id) => {
      // Hidden counters (`did:...`, `fired:...`) are not values of the person.
      if (id.includes(':')) return undefined;
      const trait = program.traits.get(id);
      return trait === undefined ? readState(state) : readTrait(state, trait.document, now);
    }),
  segments: ({ profile }, rest) => readNamed(profile.segments, rest, () => true),
  consents: ({ profile, program }, rest) =>
    readNamed(profile.consents, rest, (_, key) => readPresentState(profile, key, program.topicPurposes)),
  devices: ({ profile }, rest) => readBelow(describeDevices(profile) as unknown as Json, rest),
};

/** Includes `id`: content may show it, though no condition reads it. */
const eventForms: Readonly<Record<EventFieldName | 'id', FieldForm>> = { id: 'text', ...eventFields };

function readEvent(event: EventView | undefined, field: string, rest: readonly string[]): Json | undefined {
  if (event === undefined || !hasField(eventForms, field)) return undefined;
  return eventForms[field] === 'map' ? readBelow(event[field], rest) : event[field];
}

/** The record's entry named first, then below its value; the whole record when nothing is named. */
function readNamed<Entry>(
  record: Readonly<Record<string, Entry>>,
  rest: readonly string[],
  read: (entry: Entry, name: string) => Json | undefined,
): Json | undefined {
  const [name, ...below] = rest;
  if (name === undefined) {
    const whole: Record<string, Json> = {};
    for (const [key, entry] of Object.entries(record)) {
      const value = read(entry, key);
      if (value !== undefined && value !== null) whole[key] = value;
    }
    return whole;
  }
  const entry = Object.hasOwn(record, name) ? record[name] : undefined;
  const value = entry === undefined ? undefined : read(entry, name);
  return value === undefined || value === null ? undefined : readBelow(value, below);
}

function readBelow(value: Json | undefined, path: readonly string[]): Json | undefined {
  let current = value;
  for (const key of path) {
    if (
      current === undefined ||
      current === null ||
      typeof current !== 'object' ||
      !Object.hasOwn(current, key)
    )
      return undefined;
    current = (current as Record<string, Json>)[key];
  }
  return current;
}
