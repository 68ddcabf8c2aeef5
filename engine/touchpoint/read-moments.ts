/** Reads when an event was received and when it occurred: never later than its receipt. */
import { DAY, HOUR } from '../base/time-units.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { describeType, TouchpointInvalidError } from './touchpoint-invalid-error.ts';

/** The event's `time`, or that of the delivery where the event has none or a later one (epoch ms). */
export function readReceivedAt(value: unknown, deliveryTime: number | undefined): number {
  if (typeof value === 'string') {
    const parsed = parseTimestamp(value);
    if (parsed.ok) return limitToDelivery(parsed.at, deliveryTime);
  }
  if (deliveryTime !== undefined) return deliveryTime;
  throw new TouchpointInvalidError(
    'event_malformed',
    'time',
    describeType(value),
    'An EventBridge event carries its time as ISO 8601 with a zone.',
  );
}

/** Sources may set an event's `time` themselves: an event with a future time was received when it was delivered. */
function limitToDelivery(receivedAt: number, deliveryTime: number | undefined): number {
  if (deliveryTime === undefined || receivedAt <= deliveryTime) return receivedAt;
  if (receivedAt <= deliveryTime + DAY) return deliveryTime;
  throw new TouchpointInvalidError(
    'timestamp_in_future',
    'time',
    `a moment ${Math.round((receivedAt - deliveryTime) / HOUR)} h after the event was delivered`,
    'Set the source’s clock, or leave Time out of PutEvents: EventBridge then sets it.',
  );
}

/**
 * `timestamp`, moved back by the time that the source's clock is known to run ahead: an event cannot be sent after its
 * receipt. A slow clock and a slow delivery look the same, so nothing is moved ahead.
 * `originalTimestamp` says that `timestamp` was corrected already (Segment does so).
 */
export function readOccurredAt(detail: Readonly<Record<string, unknown>>, receivedAt: number): number {
  const { timestamp, sentAt, originalTimestamp } = detail;
  if (timestamp === undefined || timestamp === null) return receivedAt;
  const parsed =
    typeof timestamp === 'string' ? parseTimestamp(timestamp) : ({ ok: false, problem: 'invalid' } as const);
  if (!parsed.ok) throw invalidTimestamp(timestamp, parsed.problem);
  const until = endReceipt(receivedAt);
  const sent = typeof sentAt === 'string' ? parseTimestamp(sentAt) : undefined;
  const isAhead = sent?.ok === true && sent.at > until && isAbsent(originalTimestamp);
  const at = isAhead ? parsed.at - (sent.at - receivedAt) : parsed.at;
  if (at <= receivedAt + DAY) return Math.min(at, until);
  throw new TouchpointInvalidError(
    'timestamp_in_future',
    'detail.timestamp',
    `a moment ${Math.round((at - receivedAt) / HOUR)} h after the event was received`,
    'Set the source’s clock, or leave timestamp out: the time of receipt is used instead.',
  );
}

/** EventBridge gives whole seconds: the last millisecond in which an event of this `receivedAt` can have come. */
export function endReceipt(receivedAt: number): number {
  return receivedAt % 1000 === 0 ? receivedAt + 999 : receivedAt;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
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
