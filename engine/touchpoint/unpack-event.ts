/**
 * Packed events: one EventBridge event with many touchpoints in `detail.batch`, each as Segment's batch call has it.
 * Every member becomes an event of its own, so that all rules for events apply to it.
 */

import { isObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { parseTouchpoint } from './parse-touchpoint.ts';
import { describeType, TouchpointInvalidError } from './touchpoint-invalid-error.ts';

/** A record is returned whole when one of its touchpoints fails, so their number is limited. */
export const maxMembers = 100;

/** Detail type that packed events should have; any is accepted. */
export const packedName = 'Batch';

type RawEvent = Readonly<Record<string, unknown>>;

/** The mark of a packed event: a list under `detail.batch`. */
export function isPacked(event: RawEvent): boolean {
  return isObject(event['detail']) && Array.isArray(event['detail']['batch']);
}

/**
 * One event per member: the packed event's envelope, the member as detail, its `event` (else `name`, else its type) as
 * detail-type, and `<event id>:<index>` as id. `detail.context` and `detail.sentAt` apply to all; a member's own
 * values win. Throws TouchpointInvalidError when there is no member or more than 100.
 */
export function unpackEvent(event: RawEvent): readonly RawEvent[] {
  const detail = isObject(event['detail']) ? event['detail'] : {};
  const batch: readonly unknown[] = Array.isArray(detail['batch']) ? detail['batch'] : [];
  if (batch.length === 0 || batch.length > maxMembers) throw wrongSize(batch);
  const { id } = event;
  return batch.map((member, index) => ({
    ...event,
    ...omitAbsent({ id: typeof id === 'string' ? `${id}:${index}` : undefined }),
    'detail-type': isObject(member) ? nameCall(member) : packedName,
    detail: isObject(member) ? addCommon(member, detail) : member,
  }));
}

/** As parseTouchpoint, for one event that unpackEvent returned. Throws TouchpointInvalidError. */
export function parseMember(member: RawEvent, deliveryTime?: number): Touchpoint {
  if (member['detail-type'] === undefined) {
    const remedy = 'Give each touchpoint of a batch its name as "event", such as "Order Completed".';
    throw new TouchpointInvalidError('name_missing', 'detail.event', 'nothing', remedy);
  }
  return parseTouchpoint(member, deliveryTime);
}

/**
 * The name of a call of the Segment spec: `event`, else `name` (of pages and screens), else the name of its type:
 * `Identify`, `Page`, ... Undefined for a track call without either.
 */
export function nameCall({ event, name, type }: RawEvent): string | undefined {
  for (const text of [event, name]) if (typeof text === 'string' && text !== '') return text;
  if (typeof type !== 'string' || type === '' || type === 'track') return undefined;
  return type.charAt(0).toUpperCase() + type.slice(1);
}

function addCommon(member: RawEvent, { context: common, sentAt }: RawEvent): RawEvent {
  const { context } = member;
  const sent = sentAt === undefined ? member : { sentAt, ...member };
  // A context that is not an object is refused with its member.
  if (!isObject(common) || (context !== undefined && context !== null && !isObject(context))) return sent;
  return { ...sent, context: { ...common, ...context } };
}

function wrongSize(batch: readonly unknown[]): TouchpointInvalidError {
  const remedy =
    batch.length === 0
      ? 'Put at least one touchpoint into "batch", or send nothing.'
      : `Put at most ${maxMembers} touchpoints into one event, and the rest into further ones.`;
  return new TouchpointInvalidError('batch_size', 'detail.batch', describeType(batch), remedy);
}
