/** Rejects an event permanently, with reason and remedy. */

import { HOUR } from '../../../engine/base/time-units.ts';
import { parseTimestamp } from '../../../engine/touchpoint/parse-timestamp.ts';
import type { RejectedTouchpoint } from '../../ports/rejected-store.ts';
import type { RejectionCode } from '../../ports/rejection-codes.ts';
import { writeJson } from '../../runtime/write-json.ts';
import type { RecordPart } from './queue-message.ts';

interface RawEvent {
  readonly id?: unknown;
  readonly time?: unknown;
}

/** An event is delivered within this time after it was put; `time` of an event may be any time that its source gave. */
const longestDelivery = HOUR;

/**
 * The event gives id and time, so that a second delivery is the same rejection: EventBridge can deliver an event twice,
 * as two messages. An event without them has those of its message.
 */
export function makeRejected(
  { record, member }: RecordPart,
  problem: { readonly code: RejectionCode; readonly message: string; readonly remedy: string },
): RejectedTouchpoint {
  const { id, time } = member === undefined ? readEnvelope(record.body) : (member.event as RawEvent);
  const own = member === undefined ? record.messageId : `${record.messageId}.${member.index}`;
  return {
    kind: 'RejectedTouchpoint',
    id: typeof id === 'string' && id !== '' ? id : own,
    code: problem.code,
    problem: problem.message,
    remedy: problem.remedy,
    receivedAt: readReceivedAt(time, Number(record.attributes.SentTimestamp) || 0),
    event: member === undefined ? record.body : writeJson(member.event),
  };
}

/** Empty if the body is no JSON object. */
function readEnvelope(body: string): RawEvent {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

function readReceivedAt(time: unknown, sentAt: number): number {
  const parsed = typeof time === 'string' ? parseTimestamp(time) : undefined;
  const isNear = parsed?.ok === true && Math.abs(sentAt - parsed.at) <= longestDelivery;
  return isNear ? parsed.at : sentAt;
}
