/**
 * Reads records of Pinpoint's event stream about SMS (developer guide, "SMS events"), which a pipe puts on the feedback
 * queue as the detail of an event from `aws.pinpoint` (docs/pinpoint.md). They carry the context of the message.
 */
import { keepKnown } from '../../engine/base/json.ts';
import { type RawEvent, type Report, readMoment, readObject, readTag } from './provider-report.ts';
import { readSmsStatus } from './sms-statuses.ts';

/** The recipient got the message and answered with an opt-out. A record in process has no outcome. */
const outcomes: Readonly<Record<string, 'delivered' | 'failed'>> = {
  '_SMS.SUCCESS': 'delivered',
  '_SMS.OPTOUT': 'delivered',
  '_SMS.FAILURE': 'failed',
};

export function readPinpointReport(event: RawEvent): Report | undefined {
  const detail = readObject(event['detail']);
  const attributes = readObject(detail['attributes']);
  const type = String(detail['event_type']);
  const outcome = Object.hasOwn(outcomes, type) ? outcomes[type] : undefined;
  const status = String(attributes['record_status'] ?? 'UNKNOWN');
  const meaning = readSmsStatus(status);
  // No report of the carrier: the message may have arrived.
  const isOpen = outcome === undefined || (outcome === 'failed' && meaning.outcome === undefined);
  const context = readContext(attributes['customer_context']);
  const messageId = readTag(context, 'percorso-message');
  const profileId = readTag(context, 'percorso-profile');
  const at = readMoment(detail['event_timestamp']) ?? readMoment(detail['arrival_timestamp']);
  if (isOpen || messageId === undefined || profileId === undefined || at === undefined) return undefined;
  const receivedAt = Math.max(at, readMoment(detail['arrival_timestamp']) ?? at);
  const properties = keepKnown({
    address: readTag(attributes, 'destination_phone_number'),
    fault: outcome === 'failed' && meaning.number === 'suppressed' ? 'address' : undefined,
    reason: outcome === 'failed' ? status.toLowerCase() : undefined,
  });
  return { profileId, messageId, channel: 'sms', outcome, at, receivedAt, properties };
}

/** The context is a JSON text. */
function readContext(value: unknown): RawEvent {
  if (typeof value !== 'string') return readObject(value);
  try {
    return readObject(JSON.parse(value));
  } catch {
    return {};
  }
}
