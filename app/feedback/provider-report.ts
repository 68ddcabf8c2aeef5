/** A provider's report about a message, and readers for its loosely typed members. */

import type { JsonObject } from '../../engine/base/json.ts';
import type { StreamCounts } from '../../engine/channels/email-streams.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { Outcome } from '../../engine/model/outcome-names.ts';
import { parseMoment } from '../../engine/time/calendar.ts';
import type { Click } from './clicks/click-log.ts';

export type RawEvent = Readonly<Record<string, unknown>>;

/** A report that names its message only by the provider's own id. */
export interface UnclaimedReport extends Omit<Report, 'profileId' | 'messageId'> {
  readonly provider: string;
  readonly providerId: string;
}

/** The content of a report, the same for all providers. */
export interface Report {
  /** Of a click: what is compared with the other clicks of the message. */
  readonly click?: Click;
  /** Of email: what the outcome counts in its class and sending domain; absent when it counts nothing there. */
  readonly stream?: StreamCounts;
  /** Its person has stopped messages of this channel at the provider. */
  readonly isDeclined?: true;
  readonly profileId: string;
  readonly messageId: string;
  readonly channel: Channel;
  readonly outcome: Outcome;
  /** Epoch milliseconds. */
  readonly at: number;
  /** When EventBridge accepted it, epoch milliseconds. */
  readonly receivedAt: number;
  /** `address`, `bounceType`, `isExpired`, `endsBounces`, `fault`, `reason`, `link`, `template`, `origin`: only those that are present. */
  readonly properties: JsonObject;
}

/** ISO 8601 (UTC without a zone) or epoch milliseconds. */
export function readMoment(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  return typeof value === 'string' ? parseMoment(value) : undefined;
}

export function readObject(value: unknown): RawEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RawEvent) : {};
}

/** First of a tag's values (SES), or the value itself. */
export function readTag(tags: RawEvent, name: string): string | undefined {
  const value = tags[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}
