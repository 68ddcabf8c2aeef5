/** One timeline entry as an item (several: folded-entries.ts): native and readable while it fits one write unit; otherwise its touchpoint is packed. */

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { TimelineEntry, Trace } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { schemaVersion, touchpointSortKey } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';
import { measureItem } from './measure-item.ts';

const entity = 'Touchpoint';
/** Bytes per write unit: beyond it a second unit is billed, and packing costs less than that. */
const writeUnit = 1024;
/** Above this number, traces are packed. */
const mostReadableTraces = 200;
/** Bytes: the largest touchpoint and the rest of the item fit into what is left of 400 KB. */
const largestTraces = 150_000;

export function makeEntryKey(profileId: string, occurredAt: number, touchpointId: string): Item {
  return { pk: makeText(profileId), sk: makeText(touchpointSortKey(occurredAt, touchpointId)) };
}

/** Everything but the key. `traces` and `touchpoint` only if there are any. `expiresAt` in epoch seconds. */
export function encodeEntryBody(entry: TimelineEntry, expiresAt: number): Item {
  const body: Item = {
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    expiresAt: makeNumber(expiresAt),
    touchpointId: encodeJson(entry.touchpointId),
    name: encodeJson(entry.name),
    source: encodeJson(entry.source),
    occurredAt: makeNumber(entry.occurredAt),
    receivedAt: makeNumber(entry.receivedAt),
  };
  if (entry.version !== undefined) body['version'] = makeNumber(entry.version);
  if (entry.previous !== undefined) body['previous'] = encodeJson(entry.previous);
  if (entry.position !== undefined) body['position'] = makeNumber(entry.position);
  if (entry.traces.length > 0) body['traces'] = encodeTraces(entry.traces);
  if (entry.touchpoint !== undefined) body['touchpoint'] = encodeTouchpoint(entry.touchpoint, body);
  return body;
}

/** Readable while there are few; thousands would not fit one item. */
function encodeTraces(traces: readonly Trace[]): AttributeValue {
  if (traces.length <= mostReadableTraces) return encodeJson(traces as unknown as Json);
  for (let kept = traces.length; ; kept = Math.floor(kept / 2)) {
    const more = { origin: 'program', action: 'trigger', reason: 'limit_reached' } as const;
    const note = `${traces.length - kept} further decisions are not stored`;
    const list = kept === traces.length ? traces : [...traces.slice(0, kept), { ...more, note }];
    const packed = deflateRawSync(JSON.stringify(list));
    if (packed.length <= largestTraces) return { B: packed };
  }
}

function decodeTraces(attribute: AttributeValue | undefined): Trace[] {
  if (attribute === undefined) return [];
  if (attribute.B === undefined) return decodeJson(attribute) as unknown as Trace[];
  return unpackJson(attribute.B) as unknown as Trace[];
}

export function decodeEntry(item: Item): TimelineEntry {
  checkSchemaVersion(item, entity);
  const head = {
    touchpointId: readJsonText(item, 'touchpointId'),
    name: readJsonText(item, 'name'),
    source: readJsonText(item, 'source'),
    occurredAt: readNumber(item, 'occurredAt', entity),
    receivedAt: readNumber(item, 'receivedAt', entity),
  };
  const place = {
    ...omitAbsent({
      version: item['version'] === undefined ? undefined : readNumber(item, 'version', entity),
      position: item['position'] === undefined ? undefined : readNumber(item, 'position', entity),
    }),
  };
  const traces = decodeTraces(item['traces']);
  const previous = item['previous'] && {
    previous: decodeJson(item['previous']) as NonNullable<TimelineEntry['previous']>,
  };
  const entry = { profileId: readText(item, 'pk', entity), ...head, ...place, traces, ...previous };
  return item['touchpoint'] === undefined
    ? entry
    : { ...entry, touchpoint: decodeTouchpoint(item['touchpoint'], head) };
}

export type Head = Pick<TimelineEntry, 'touchpointId' | 'name' | 'source' | 'occurredAt' | 'receivedAt'>;

function encodeTouchpoint(touchpoint: Touchpoint, body: Item): AttributeValue {
  const content = shortenTouchpoint(touchpoint);
  const native = encodeJson(content);
  const keyBytes = 2 + 26 + 2 + 18 + Buffer.byteLength(touchpoint.id);
  if (keyBytes + measureItem({ ...body, touchpoint: native }) <= writeUnit) return native;
  return { B: deflateRawSync(JSON.stringify(content)) };
}

function decodeTouchpoint(attribute: AttributeValue, head: Head): Touchpoint {
  const content = attribute.B === undefined ? decodeJson(attribute) : unpackJson(attribute.B);
  return completeTouchpoint(content as JsonObject, head);
}

/** The inverse of shortenTouchpoint. */
export function completeTouchpoint(content: JsonObject, head: Head): Touchpoint {
  const { touchpointId: id, ...times } = head;
  return { id, type: 'track', traits: {}, properties: {}, context: {}, ...content, ...times };
}

/** Without what is empty, and without the fields that the entry already contains. */
export function shortenTouchpoint({
  id: _id,
  name: _name,
  source: _source,
  occurredAt: _at,
  receivedAt: _received,
  ...rest
}: Touchpoint): JsonObject {
  return dropEmpty(rest);
}

function unpackJson(packed: Uint8Array): Json {
  return JSON.parse(inflateRawSync(packed).toString('utf8')) as Json;
}

function dropEmpty(content: object): JsonObject {
  const isFilled = (value: unknown) =>
    value !== undefined && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(
    Object.entries(content).filter(
      ([key, value]) => isFilled(value) && !(key === 'type' && value === 'track'),
    ),
  ) as JsonObject;
}

function readJsonText(item: Item, attribute: string): string {
  const value = item[attribute];
  return value === undefined ? readText(item, attribute, entity) : String(decodeJson(value));
}
