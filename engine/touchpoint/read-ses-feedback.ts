/**
 * SES sending events as EventBridge carries them: `detail.eventType`, `detail.mail` with its tags, and one object per
 * type (`bounce`, `complaint`, `delivery`, `open`, `click`, ...).
 * Source: docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
import type { JsonObject } from '../json.ts';
import { type Feedback, isRecord, messageTag, type Outcome, profileTag, readTag } from './feedback.ts';
import { parseTimestamp } from './parse-timestamp.ts';

interface EventKind {
  readonly outcome: Outcome;
  /** Key of the type's own object. */
  readonly part: string;
}

const kinds: ReadonlyMap<unknown, EventKind> = new Map([
  ['Send', { outcome: 'sent', part: 'send' }],
  ['Delivery', { outcome: 'delivered', part: 'delivery' }],
  ['Bounce', { outcome: 'bounced', part: 'bounce' }],
  ['Complaint', { outcome: 'complained', part: 'complaint' }],
  ['Open', { outcome: 'opened', part: 'open' }],
  ['Click', { outcome: 'clicked', part: 'click' }],
  ['Reject', { outcome: 'failed', part: 'reject' }],
  ['Rendering Failure', { outcome: 'failed', part: 'failure' }],
  ['DeliveryDelay', { outcome: 'delayed', part: 'deliveryDelay' }],
]);

/** Undefined without our tags, or for a type that says nothing of one message. */
export function readSesFeedback(detail: Record<string, unknown>): Feedback | undefined {
  const kind = kinds.get(detail['eventType']);
  const mail = detail['mail'];
  if (kind === undefined || !isRecord(mail)) return undefined;
  const message = readTag(mail['tags'], messageTag);
  const profileId = readTag(mail['tags'], profileTag);
  if (message === undefined || profileId === undefined) return undefined;
  const part = detail[kind.part];
  const own = isRecord(part) ? part : {};
  return {
    outcome: kind.outcome,
    message,
    profileId,
    channel: 'email',
    occurredAt: readTime(own['timestamp']) ?? readTime(mail['timestamp']),
    properties: describeOutcome(kind.outcome, own, mail),
  };
}

function describeOutcome(
  outcome: Outcome,
  own: Record<string, unknown>,
  mail: Record<string, unknown>,
): JsonObject {
  switch (outcome) {
    case 'bounced':
      return {
        ...readText('bounceType', own['bounceType'], (text) => text.toLowerCase()),
        ...readText('reason', own['bounceSubType']),
        ...readAddress(own['bouncedRecipients'], mail),
      };
    case 'complained':
      return {
        ...readText('reason', own['complaintFeedbackType'] ?? own['complaintSubType']),
        ...readAddress(own['complainedRecipients'], mail),
      };
    case 'clicked':
      return readText('link', own['link']);
    case 'failed':
      // A rejected or unrendered mail is the message's fault, never the address's.
      return { fault: 'message', ...readText('reason', own['reason'] ?? own['errorMessage']) };
    case 'delayed':
      return readText('reason', own['delayType']);
    default:
      return {};
  }
}

/** One message has one recipient; the report names it, else the mail does. */
function readAddress(recipients: unknown, mail: Record<string, unknown>): JsonObject {
  const reported: unknown = Array.isArray(recipients) ? recipients[0] : undefined;
  const destination: unknown = Array.isArray(mail['destination']) ? mail['destination'][0] : undefined;
  return readText('address', (isRecord(reported) ? reported['emailAddress'] : undefined) ?? destination);
}

function readText(name: string, value: unknown, change = (text: string) => text): JsonObject {
  return typeof value === 'string' && value !== '' ? { [name]: change(value.slice(0, 500)) } : {};
}

function readTime(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const parsed = parseTimestamp(value);
  return parsed.ok ? parsed.at : undefined;
}
