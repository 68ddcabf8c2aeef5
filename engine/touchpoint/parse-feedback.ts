/** Turns what SES and End User Messaging SMS report of our messages into touchpoints of the person they were for. */
import type { Touchpoint } from '../touchpoint.ts';
import { type Feedback, isRecord } from './feedback.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { readSesFeedback } from './read-ses-feedback.ts';
import { readSmsFeedback } from './read-sms-feedback.ts';

/**
 * A touchpoint `Message Sent|Delivered|Bounced|Complained|Opened|Clicked|Failed|Delayed` from source `percorso`;
 * null for anything that does not carry our tags or says nothing new. Its id is the message's and the outcome's, so
 * a report that comes twice counts once; opens and clicks may happen often and carry their time as well. Never throws.
 */
export function parseFeedback(event: unknown, deliveryTime?: number): Touchpoint | null {
  if (!isRecord(event) || !isRecord(event['detail'])) return null;
  const feedback = readDetail(event['source'], event['detail']);
  if (feedback === undefined) return null;
  const receivedAt = readTime(event['time']) ?? deliveryTime ?? feedback.occurredAt;
  if (receivedAt === undefined) return null;
  const occurredAt = feedback.occurredAt ?? receivedAt;
  const { outcome, message, channel, profileId } = feedback;
  const isRepeatable = outcome === 'opened' || outcome === 'clicked';
  return {
    id: isRepeatable ? `${message}:${outcome}:${occurredAt}` : `${message}:${outcome}`,
    source: 'percorso',
    name: `Message ${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}`,
    type: 'track',
    profileId,
    traits: {},
    properties: { message, channel, ...feedback.properties },
    context: { origin: 'feedback' },
    occurredAt,
    receivedAt,
  };
}

function readDetail(source: unknown, detail: Record<string, unknown>): Feedback | undefined {
  if (source === 'aws.ses') return readSesFeedback(detail);
  return source === 'aws.sms-voice' ? readSmsFeedback(detail) : undefined;
}

function readTime(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const parsed = parseTimestamp(value);
  return parsed.ok ? parsed.at : undefined;
}
