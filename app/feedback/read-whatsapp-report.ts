/**
 * Reads what End User Messaging Social publishes about WhatsApp messages: AWS's header, and in it a webhook of Meta as JSON
 * text. One webhook may have several statuses.
 */

import { keepKnown } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readOwner, uncountedCallback } from '../../engine/channels/whatsapp-callback.ts';
import { findWhatsAppFault } from '../../engine/channels/whatsapp-errors.ts';
import type { Outcome } from '../../engine/model/outcome-names.ts';
import {
  type RawEvent,
  type Report,
  readMoment,
  readObject,
  readTag,
  type UnclaimedReport,
} from './provider-report.ts';

/** Names the receipts of AWS's message ids. */
export const whatsAppProvider = 'social-messaging';

const outcomes: ReadonlyMap<unknown, Outcome> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'opened'],
  ['failed', 'failed'],
]);

export function isWhatsAppEvent(event: RawEvent): boolean {
  return typeof event['whatsAppWebhookEntry'] === 'string';
}

export function readWhatsAppReports(event: RawEvent): readonly (Report | UnclaimedReport)[] {
  const providerId = readTag(event, 'messageId');
  const publishedAt = readMoment(event['message_timestamp']);
  return readWhatsAppValues(event).flatMap((value) =>
    readList(value['statuses']).flatMap((status) => readStatus(status, providerId, publishedAt) ?? []),
  );
}

/** What Meta reports of one number; none for a webhook that is not about messages. */
export function readWhatsAppValues(event: RawEvent): readonly RawEvent[] {
  const entry = readObject(parse(event['whatsAppWebhookEntry']));
  const changes = readList(entry['changes']).filter(
    ({ field }) => field === undefined || field === 'messages',
  );
  return changes.map(({ value }) => readObject(value));
}

function readStatus(
  status: RawEvent,
  providerId: string | undefined,
  publishedAt: number | undefined,
): Report | UnclaimedReport | undefined {
  if (status['biz_opaque_callback_data'] === uncountedCallback) return undefined;
  const outcome = outcomes.get(status['status']);
  const at = readSeconds(status['timestamp']) ?? publishedAt;
  if (outcome === undefined || at === undefined) return undefined;
  const [error] = readList(status['errors']);
  const code = Number(error?.['code']);
  const fault = outcome === 'failed' ? findWhatsAppFault(code) : undefined;
  const owner = readOwner(status['biz_opaque_callback_data']);
  const report = {
    channel: 'whatsapp' as const,
    outcome,
    at,
    receivedAt: publishedAt ?? at,
    properties: keepKnown({
      address: owner?.address,
      fault: fault === 'address' ? 'address' : undefined,
      reason: outcome === 'failed' && Number.isInteger(code) ? `meta_${code}` : undefined,
    }),
    ...omitAbsent({ isDeclined: fault === 'declined' ? (true as const) : undefined }),
  };
  if (owner !== undefined) return { ...report, profileId: owner.profileId, messageId: owner.messageId };
  return providerId === undefined ? undefined : { ...report, provider: whatsAppProvider, providerId };
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

export function readList(value: unknown): readonly RawEvent[] {
  return Array.isArray(value) ? value.map(readObject) : [];
}

/** Meta writes times as seconds in a text. */
export function readSeconds(value: unknown): number | undefined {
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
