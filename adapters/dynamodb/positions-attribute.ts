/**
 * A person's positions in journeys: a flat list with journey and step as texts, which are readable in the console, then
 * the packed rest of the position, then its key and its event if it has them.
 */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
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
} as const;

/** About 20 bytes and the two names. Undefined when the person is in no journey. */
export function encodePositions(positions: readonly JourneyPosition[]): AttributeValue | undefined {
  if (positions.length === 0) return undefined;
  const list: AttributeValue[] = [];
  for (const position of positions) {
    const { journey, step, key, event } = position;
    list.push(encodeJson(journey), encodeJson(step), { B: packPosition(position) });
    if (key !== undefined) list.push(encodeJson(key));
    if (event !== undefined) list.push(encodeJson(event));
  }
  return { L: list };
}

/** Throws StoredItemInvalidError when the list has another form. */
export function decodePositions(attribute: AttributeValue | undefined): JourneyPosition[] {
  const list = attribute?.L ?? [];
  const positions: JourneyPosition[] = [];
  let next = 0;
  const readNext = () => list[next++] ?? throwInvalid();
  while (next < list.length) {
    const journey = decodeText(readNext());
    const step = decodeText(readNext());
    const { has, ...packed } = unpackPosition(readNext().B ?? throwInvalid());
    positions.push({
      journey,
      step,
      ...packed,
      ...omitAbsent({
        key: has & flags.key ? decodeText(readNext()) : undefined,
        event: has & flags.event ? (decodeJson(readNext()) as JsonObject) : undefined,
      }),
    });
  }
  return positions;
}

type Packed = Omit<JourneyPosition, 'journey' | 'step' | 'key' | 'event'>;

function packPosition({ instanceId, version, stepCount, ...position }: JourneyPosition): Uint8Array {
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
      (position.isDueWhilePaused === undefined ? 0 : flags.isDueWhilePaused),
  );
  writeHash(writer, instanceId);
  writer.writeUnsigned(version);
  writer.writeUnsigned(stepCount);
  writer.writeSigned(enteredAt);
  writer.writeSigned(since - enteredAt);
  if (until !== undefined) writer.writeSigned(inMinutes ? until / MINUTE : until);
  if (position.listensFrom !== undefined) writer.writeSigned(Math.round(position.listensFrom) - since);
  return writer.finish();
}

function unpackPosition(bytes: Uint8Array): Packed & { readonly has: number } {
  const reader = new NumberReader(bytes);
  const has = reader.readUnsigned();
  const instanceId = readHash(reader);
  const version = reader.readUnsigned();
  const stepCount = reader.readUnsigned();
  const enteredAt = reader.readSigned();
  const since = enteredAt + reader.readSigned();
  return {
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
      isDueWhilePaused: has & flags.isDueWhilePaused ? true : undefined,
    }),
  };
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
