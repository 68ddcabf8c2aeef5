/**
 * Text message events of End User Messaging SMS: `detail.eventType`, `detail.context` as given when sending.
 * Source: docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html
 */
import type { JsonObject } from '../json.ts';
import { type Feedback, messageTag, type Outcome, profileTag, readTag } from './feedback.ts';

interface EventKind {
  readonly outcome: Outcome;
  /** Whose fault a failure is; the address only where it can never work. */
  readonly fault?: 'address' | 'message' | 'carrier';
}

// Queued, pending and sent say nothing that our own `Message Sent` has not said: they are left out.
const kinds: ReadonlyMap<unknown, EventKind> = new Map<unknown, EventKind>([
  ['TEXT_DELIVERED', { outcome: 'delivered' }],
  ['TEXT_SUCCESSFUL', { outcome: 'delivered' }],
  ['TEXT_INVALID', { outcome: 'failed', fault: 'address' }],
  ['TEXT_INVALID_MESSAGE', { outcome: 'failed', fault: 'message' }],
  ['TEXT_SPAM', { outcome: 'failed', fault: 'message' }],
  ['TEXT_UNREACHABLE', { outcome: 'failed', fault: 'carrier' }],
  ['TEXT_CARRIER_UNREACHABLE', { outcome: 'failed', fault: 'carrier' }],
  ['TEXT_BLOCKED', { outcome: 'failed', fault: 'carrier' }],
  ['TEXT_CARRIER_BLOCKED', { outcome: 'failed', fault: 'carrier' }],
  ['TEXT_PROTECT_BLOCKED', { outcome: 'failed', fault: 'carrier' }],
  ['TEXT_TTL_EXPIRED', { outcome: 'failed', fault: 'carrier' }],
  ['TEXT_UNKNOWN', { outcome: 'failed', fault: 'carrier' }],
]);

/** Undefined without our context, or for a type that says nothing new. */
export function readSmsFeedback(detail: Record<string, unknown>): Feedback | undefined {
  const kind = kinds.get(detail['eventType']);
  if (kind === undefined) return undefined;
  const message = readTag(detail['context'], messageTag);
  const profileId = readTag(detail['context'], profileTag);
  if (message === undefined || profileId === undefined) return undefined;
  const time = detail['eventTimestamp'];
  return {
    outcome: kind.outcome,
    message,
    profileId,
    channel: 'sms',
    occurredAt: typeof time === 'number' && Number.isFinite(time) ? Math.floor(time) : undefined,
    properties: {
      ...(kind.fault === undefined ? {} : { fault: kind.fault }),
      ...readText('reason', kind.fault === undefined ? undefined : detail['messageStatus']),
      ...readText('address', kind.fault === 'address' ? detail['destinationPhoneNumber'] : undefined),
    },
  };
}

function readText(name: string, value: unknown): JsonObject {
  return typeof value === 'string' && value !== '' ? { [name]: value.slice(0, 500) } : {};
}
