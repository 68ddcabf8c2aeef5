/** Turns an EventBridge event into a touchpoint; hand-written, because it runs on every event. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Touchpoint, TouchpointType } from '../model/touchpoint.ts';
import { checkContent } from './check-content.ts';
import { readDescription } from './described-call.ts';
import { identityKeys } from './identity-keys.ts';
import { readId } from './read-id.ts';
import { readOccurredAt, readReceivedAt } from './read-moments.ts';
import { checkExternalIds, readTraits } from './read-person.ts';
import { createUnidentifiedError, describeType, TouchpointInvalidError } from './touchpoint-invalid-error.ts';

const types = new Set<unknown>(['track', 'identify', 'page', 'screen', 'alias', 'group']);
type Draft = { -readonly [Key in keyof Touchpoint]: Touchpoint[Key] };

/** Shared by all touchpoints without traits, properties or context: never written to. */
const nothing: JsonObject = Object.freeze({});

/**
 * Reads `id`, `source`, `detail-type`, `time` and `detail` of an EventBridge event. `deliveryTime` (epoch ms) is used
 * for an event without `time`, and no `time` may be more than 24 h past it; NaN counts as absent. Nothing occurs after
 * it was received: a `timestamp` up to 24 h ahead becomes the moment of receipt, later ones are refused. The traits of
 * a group are not the person's. `profileId` counts only from source `percorso`. Throws TouchpointInvalidError.
 */
export function parseTouchpoint(event: unknown, deliveryTime?: number): Touchpoint {
  if (!isObject(event)) throw malformed('event', event, 'Send an EventBridge event as a JSON object.');
  const { source, detail } = event;
  const detailType = event['detail-type'];
  if (typeof source !== 'string' || source === '' || source.length > 256)
    throw malformedText('source', source);
  if (!isName(detailType)) throw malformedText('detail-type', detailType);
  if (!isObject(detail)) {
    const remedy = 'Detail must be a JSON object in the touchpoint envelope.';
    throw new TouchpointInvalidError('detail_malformed', 'detail', describeType(detail), remedy);
  }
  const described = readDescription(detail);
  if (described !== undefined) throw described;
  checkContent(detail, 'detail', 0, 0);
  const receivedAt = readReceivedAt(event['time'], Number.isNaN(deliveryTime) ? undefined : deliveryTime);
  const userId = readId(detail['userId'], 'detail.userId');
  const anonymousId = readId(detail['anonymousId'], 'detail.anonymousId');
  const profileId = source === 'percorso' ? readId(detail['profileId'], 'detail.profileId') : undefined;
  const id = readId(detail['messageId'], 'detail.messageId') ?? readId(event['id'], 'id');
  if (id === undefined) {
    const remedy = 'Give the touchpoint a messageId, or the event an id.';
    throw new TouchpointInvalidError('id_invalid', 'id', 'nothing', remedy);
  }
  const touchpoint: Draft = {
    id,
    source,
    name: readName(detailType, detail['event']),
    type: readType(detail['type']),
    traits: readObject(detail['traits'], 'detail.traits'),
    properties: readObject(detail['properties'], 'detail.properties'),
    context: readObject(detail['context'], 'detail.context'),
    occurredAt: readOccurredAt(detail, receivedAt),
    receivedAt,
  };
  addCallFields(touchpoint, detail);
  touchpoint.traits = readTraits(touchpoint);
  checkExternalIds(touchpoint.context['externalIds']);
  if (userId !== undefined) touchpoint.userId = userId;
  if (anonymousId !== undefined) touchpoint.anonymousId = anonymousId;
  if (profileId !== undefined) touchpoint.profileId = profileId;
  if (!isIdentified(touchpoint)) throw createUnidentifiedError();
  checkIds(touchpoint);
  return touchpoint;
}

/** Half a surrogate pair cannot be stored: two such ids would become one. */
function checkIds({ id, userId, anonymousId }: Touchpoint): void {
  if ([id, userId, anonymousId].every((text) => text === undefined || text.isWellFormed())) return;
  const remedy = 'Cut ids at whole characters, not inside an emoji.';
  throw new TouchpointInvalidError('id_invalid', 'detail', 'an id with half a character', remedy);
}

function isIdentified(touchpoint: Touchpoint): boolean {
  const { userId, anonymousId, profileId } = touchpoint;
  if (userId !== undefined || anonymousId !== undefined || profileId !== undefined) return true;
  // The policy decides whether phones without their country and device tokens are ids.
  return (
    identityKeys(touchpoint).length > 0 || 'device' in touchpoint.context || 'phone' in touchpoint.traits
  );
}

/**
 * Values of only one type of call are kept in the context: the group with its traits, and the id that an alias
 * replaces.
 */
function addCallFields(touchpoint: Draft, { groupId, previousId }: Record<string, unknown>): void {
  if (touchpoint.type === 'group') {
    const id = readId(groupId, 'detail.groupId');
    if (id === undefined) {
      const remedy = 'Send the id of the account in groupId.';
      throw new TouchpointInvalidError('group_missing', 'detail.groupId', 'nothing', remedy);
    }
    const group = { id, traits: touchpoint.traits };
    touchpoint.context = { ...touchpoint.context, group, groupId: id };
    touchpoint.traits = nothing;
  }
  if (touchpoint.type !== 'alias') return;
  const id = readId(previousId, 'detail.previousId');
  if (id !== undefined) touchpoint.context = { ...touchpoint.context, previousId: id };
}

/** Forwarders of Segment calls put the call's type into `detail-type`: the name of a `track` is then in `event`. */
function readName(detailType: string, event: unknown): string {
  if (detailType.toLowerCase() !== 'track' || event === undefined || event === null) return detailType;
  if (!isName(event)) throw malformedField('detail.event', event, 'Send a text of 1 to 256 characters.');
  return event;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 256;
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

function malformed(path: string, value: unknown, remedy: string): TouchpointInvalidError {
  return new TouchpointInvalidError('event_malformed', path, describeType(value), remedy);
}

function malformedText(path: string, value: unknown): TouchpointInvalidError {
  return malformed(path, value, 'Send a text of 1 to 256 characters.');
}

function malformedField(path: string, value: unknown, remedy: string): TouchpointInvalidError {
  return new TouchpointInvalidError('field_malformed', path, describeType(value), remedy);
}
