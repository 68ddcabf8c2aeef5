/**
 * A person's positions in journeys: a flat list with journey and step as texts, which are readable in the console, then
 * the packed rest of the position, then its key and its event if it has them. The rest ends with the count of entries into
 * the journey: a separate attribute would repeat the journey's name, and has only the counts of other journeys.
 */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import {
  type EntryCount,
  type JourneyPosition,
  nameEntryCount,
} from '../../engine/model/journey-position.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { StoredItemInvalidError } from './attributes.ts';
import { NumberReader, NumberWriter } from './compact-numbers.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';
import { readHash, writeHash } from './packed-hash.ts';

/** The fields that are present, by bits of the first byte; a new field of a position takes the next bit. */
const flags = {
  until: 1,
  /** `until` is whole minutes after `since`. */
  inMinutes: 2,
  key: 4,
  event: 8,
  listensFrom: 16,
  isNotStarted: 32,
  isDueWhilePaused: 64,
  /** The last two numbers: entries so far, and the last one after `enteredAt`. */
  entries: 128,
} as const;

type Journeys = Pick<Profile, 'journeys' | 'journeyEntries'>;

/**
 * About 23 bytes and the two names. `journeys` is undefined when the person is in none. `others` are the counts that no
 * position has.
 */
export function encodePositions({ journeys, journeyEntries }: Journeys): {
  readonly journeys: AttributeValue | undefined;
  readonly others: Profile['journeyEntries'];
} {
  const others = new Map(Object.entries(journeyEntries));
  const list: AttributeValue[] = [];
  for (const position of journeys) {
    const { journey, step, key, event } = position;
    const name = nameEntryCount(journey, key);
    list.push(encodeJson(journey), encodeJson(step), { B: packPosition(position, others.get(name)) });
    // Kept once, with the first instance.
    others.delete(name);
    if (key !== undefined) list.push(encodeJson(key));
    if (event !== undefined) list.push(encodeJson(event));
  }
  return { journeys: list.length === 0 ? undefined : { L: list }, others: Object.fromEntries(others) };
}

/** The counts are those of the positions. Throws StoredItemInvalidError when the list has another form. */
export function decodePositions(attribute: AttributeValue | undefined): Journeys {
  const list = attribute?.L ?? [];
  const journeys: JourneyPosition[] = [];
  const counts: [string, EntryCount][] = [];
  let next = 0;
  const readNext = () => list[next++] ?? throwInvalid();
  while (next < list.length) {
    const journey = decodeText(readNext());
    const step = decodeText(readNext());
    const { has, entries, ...packed } = unpackPosition(readNext().B ?? throwInvalid());
    const key = has & flags.key ? decodeText(readNext()) : undefined;
    const event = has & flags.event ? (decodeJson(readNext()) as JsonObject) : undefined;
    journeys.push({ journey, step, ...packed, ...omitAbsent({ key, event }) });
    if (entries !== undefined) counts.push([nameEntryCount(journey, key), entries]);
  }
  return { journeys, journeyEntries: Object.fromEntries(counts) };
}

type Packed = Omit<JourneyPosition, 'journey' | 'step' | 'key' | 'event'>;

function packPosition(
  { instanceId, version, stepCount, ...position }: JourneyPosition,
  entries: EntryCount | undefined,
): Uint8Array {
  const enteredAt = Math.round(position.enteredAt);
  const since = Math.round(position.since);
  // Never early: rounds fractions of a millisecond up.
  const until = position.until === undefined ? undefined : Math.ceil(position.until) - since;
  const inMinutes = until !== undefined && until % MINUTE === 0;
  const writer = new NumberWriter();
  writer.writeUnsigned(
    (until === undefined ? 0 : flags.until) +
      (inMinutes ? flags.inMinutes : 0) +
      (position.key === undefined ? 0 : flags.key) +
      (position.event === undefined ? 0 : flags.event) +
      (position.listensFrom === undefined ? 0 : flags.listensFrom) +
      (position.isNotStarted === undefined ? 0 : flags.isNotStarted) +
      (position.isDueWhilePaused === undefined ? 0 : flags.isDueWhilePaused) +
      (entries === undefined ? 0 : flags.entries),
  );
  writeHash(writer, instanceId);
  writer.writeUnsigned(version);
  writer.writeUnsigned(stepCount);
  writer.writeSigned(enteredAt);
  writer.writeSigned(since - enteredAt);
  if (until !== undefined) writer.writeSigned(inMinutes ? until / MINUTE : until);
  if (position.listensFrom !== undefined) writer.writeSigned(Math.round(position.listensFrom) - since);
  if (entries !== undefined) {
    writer.writeUnsigned(entries[0]);
    writer.writeSigned(Math.round(entries[1]) - enteredAt);
  }
  return writer.finish();
}

function unpackPosition(
  bytes: Uint8Array,
): Packed & { readonly has: number; readonly entries: EntryCount | undefined } {
  const reader = new NumberReader(bytes);
  const has = reader.readUnsigned();
  const instanceId = readHash(reader);
  const version = reader.readUnsigned();
  const stepCount = reader.readUnsigned();
  const enteredAt = reader.readSigned();
  const since = enteredAt + reader.readSigned();
  const packed = {
    has,
    instanceId,
    version,
    stepCount,
    enteredAt,
    since,
    ...omitAbsent({
      until:
        has & flags.until ? since + reader.readSigned() * (has & flags.inMinutes ? MINUTE : 1) : undefined,
      listensFrom: has & flags.listensFrom ? since + reader.readSigned() : undefined,
      isNotStarted: has & flags.isNotStarted ? true : undefined,
      isDueWhilePaused: has & flags.isDueWhilePaused ? (true as const) : undefined,
    }),
  };
  const entries =
    has & flags.entries ? ([reader.readUnsigned(), enteredAt + reader.readSigned()] as const) : undefined;
  return { ...packed, entries };
}

function decodeText(attribute: AttributeValue): string {
  const text = decodeJson(attribute);
  return typeof text === 'string' ? text : throwInvalid();
}

function throwInvalid(): never {
  throw new StoredItemInvalidError(
    'Profile',
    'journeys',
    'is not a list of journey, step and packed position',
    'Restore the item from a backup, or remove the attribute: the person is then in no journey.',
  );
}
