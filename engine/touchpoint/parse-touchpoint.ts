/** Turns an EventBridge event into a touchpoint; hand-written, for it runs on every event. */
import { identityKeys } from '../identity.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Touchpoint, TouchpointType } from '../touchpoint.ts';
import { checkContent } from './check-content.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { describeType, TouchpointInvalidError } from './touchpoint-invalid-error.ts';

const DAY = 86_400_000;
const maxIdLength = 256;
const types = new Set<unknown>(['track', 'identify', 'page', 'screen', 'alias', 'group']);
/** Shared by all touchpoints without traits, properties or context: never written to. */
const nothing: JsonObject = Object.freeze({});

/**
 * Reads `id`, `source`, `detail-type`, `time` and `detail` of an EventBridge event. `deliveryTime` (epoch ms) stands
 * in for an event without `time`, and no `time` may be more than 24 h past it. A `timestamp` up to 24 h after receipt is taken as it is (clocks run ahead); later
 * ones are refused. `profileId` counts only from source `percorso`. Throws TouchpointInvalidError.
 */
export function parseTouchpoint(event: unknown, deliveryTime?: number): Touchpoint {
  if (!isObject(event)) throw malformed('event', event, 'Send an EventBridge event as a JSON object.');
  const { source, detail } = event;
  const name = event['detail-type'];
  if (typeof source !== 'string' || source === '' || source.length > 256)
    throw malformedText('source', source);
  if (typeof name !== 'string' || name === '' || name.length > 256) throw malformedText('detail-type', name);
  if (!isObject(detail)) {
    const remedy = 'Detail must be a JSON object in the touchpoint envelope.';
    throw new TouchpointInvalidError('detail_malformed', 'detail', describeType(detail), remedy);
  }
  checkContent(detail, 'detail', 0, 0);
  const receivedAt = readReceivedAt(event['time'], deliveryTime);
  const userId = readId(detail['userId'], 'detail.userId');
  const anonymousId = readId(detail['anonymousId'], 'detail.anonymousId');
  const profileId = source === 'percorso' ? readId(detail['profileId'], 'detail.profileId') : undefined;
  const id = readId(detail['messageId'], 'detail.messageId') ?? readId(event['id'], 'id');
  if (id === undefined) {
    const remedy = 'Give the touchpoint a messageId, or the event an id.';
    throw new TouchpointInvalidError('id_invalid', 'id', 'nothing', remedy);
  }
  const touchpoint: { -readonly [Key in keyof Touchpoint]: Touchpoint[Key] } = {
    id,
    source,
    name,
    type: readType(detail['type']),
    traits: readObject(detail['traits'], 'detail.traits'),
    properties: readObject(detail['properties'], 'detail.properties'),
    context: readObject(detail['context'], 'detail.context'),
    occurredAt: readOccurredAt(detail['timestamp'], receivedAt),
    receivedAt,
  };
  if (userId !== undefined) touchpoint.userId = userId;
  if (anonymousId !== undefined) touchpoint.anonymousId = anonymousId;
  if (profileId !== undefined) touchpoint.profileId = profileId;
  if (!isIdentified(touchpoint)) {
    const remedy =
      'Send userId, anonymousId, traits.email, traits.phone (E.164) or context.externalIds [{ id, type }].';
    throw new TouchpointInvalidError('no_identity', 'detail', 'no usable id', remedy);
  }
  return touchpoint;
}

function isIdentified(touchpoint: Touchpoint): boolean {
  const { userId, anonymousId, profileId } = touchpoint;
  if (userId !== undefined || anonymousId !== undefined || profileId !== undefined) return true;
  return identityKeys(touchpoint).length > 0;
}

/** Texts and numbers, 1 to 256 characters; null counts as absent. Numbers become text. */
function readId(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  const id = typeof value === 'number' ? String(value) : value;
  if (typeof id === 'string' && id.length > 0 && id.length <= maxIdLength) return id;
  const remedy = `An id is a text or number of 1 to ${maxIdLength} characters; leave it out when it is unknown.`;
  throw new TouchpointInvalidError('id_invalid', path, describeType(value), remedy);
}

function readType(value: unknown): TouchpointType {
  if (value === undefined || value === null) return 'track';
  if (types.has(value)) return value as TouchpointType;
  const received = typeof value === 'string' ? `"${value.slice(0, 40)}"` : describeType(value);
  const remedy = 'Use track, identify, page, screen, alias or group, or leave type out.';
  throw new TouchpointInvalidError('type_unknown', 'detail.type', received, remedy);
}

function readObject(value: unknown, path: string): JsonObject {
  if (value === undefined || value === null) return nothing;
  if (isObject(value)) return value as Record<string, Json>;
  throw malformedField(path, value, 'Send an object, or leave it out.');
}

function readReceivedAt(value: unknown, deliveryTime: number | undefined): number {
  if (typeof value === 'string') {
    const parsed = parseTimestamp(value);
    if (parsed.ok) return refuseFuture(parsed.at, deliveryTime);
  }
  if (deliveryTime !== undefined) return deliveryTime;
  throw malformed('time', value, 'An EventBridge event carries its time as ISO 8601 with a zone.');
}

/** Sources may set an event's `time` themselves; what lies ahead would outrank all that is stated later. */
function refuseFuture(receivedAt: number, deliveryTime: number | undefined): number {
  if (deliveryTime === undefined || receivedAt <= deliveryTime + DAY) return receivedAt;
  throw new TouchpointInvalidError(
    'timestamp_in_future',
    'time',
    `a moment ${Math.round((receivedAt - deliveryTime) / 3_600_000)} h after the event was delivered`,
    'Set the source’s clock, or leave Time out of PutEvents: EventBridge then sets it.',
  );
}

function readOccurredAt(value: unknown, receivedAt: number): number {
  if (value === undefined || value === null) return receivedAt;
  const parsed =
    typeof value === 'string' ? parseTimestamp(value) : ({ ok: false, problem: 'invalid' } as const);
  if (!parsed.ok) throw invalidTimestamp(value, parsed.problem);
  if (parsed.at <= receivedAt + DAY) return parsed.at;
  throw new TouchpointInvalidError(
    'timestamp_in_future',
    'detail.timestamp',
    `a moment ${Math.round((parsed.at - receivedAt) / 3_600_000)} h after the event was received`,
    'Set the source’s clock, or leave timestamp out: the time of receipt stands in.',
  );
}

function invalidTimestamp(value: unknown, problem: 'invalid' | 'without_zone'): TouchpointInvalidError {
  const received = typeof value === 'string' ? `"${value.slice(0, 40)}"` : describeType(value);
  return problem === 'without_zone'
    ? new TouchpointInvalidError(
        'timestamp_without_zone',
        'detail.timestamp',
        received,
        'Add the time and its zone, as in 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00.',
      )
    : new TouchpointInvalidError(
        'timestamp_invalid',
        'detail.timestamp',
        received,
        'Send ISO 8601 text with a zone, as in 2026-11-22T10:00:00Z; numbers are not taken.',
      );
}

function malformed(path: string, value: unknown, remedy: string): TouchpointInvalidError {
  return new TouchpointInvalidError('event_malformed', path, describeType(value), remedy);
}

function malformedText(path: string, value: unknown): TouchpointInvalidError {
  return malformed(path, value, 'Send a text of 1 to 256 characters.');
}

function malformedField(path: string, value: unknown, remedy: string): TouchpointInvalidError {
  return new TouchpointInvalidError('field_malformed', path, describeType(value), remedy);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
