/** Turns an event of a partner event bus into a touchpoint. */
import type { SentTouchpoint } from '../../adapters/operator/touchpoint-sender.ts';
import type { JsonObject } from '../../engine/json.ts';
import { mapAuth0Event } from './map-auth0-event.ts';
import { mapSegmentEvent } from './map-segment-event.ts';
import { mapShopifyEvent } from './map-shopify-event.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readList,
  readObject,
  readText,
} from './partner-event.ts';

const prefix = 'aws.partner/';
/** Characters that PutEvents takes. */
const longestName = 128;

const mappers: readonly (readonly [string, (event: PartnerEvent) => PartnerTouchpoint])[] = [
  ['segment.com', mapSegmentEvent],
  ['auth0.com', mapAuth0Event],
  ['shopify.com', mapShopifyEvent],
];

/**
 * The source is the partner event source without `aws.partner/`, which PutEvents takes from AWS alone. An event
 * without a person keeps all that came under `context.partnerEvent`: advance-profile refuses it with `no_identity`,
 * and it is kept whole among the rejected events.
 */
export function mapPartnerEvent(raw: unknown): SentTouchpoint {
  const event = readPartnerEvent(raw);
  const source = event.source.startsWith(prefix) ? event.source.slice(prefix.length) : event.source;
  const map = mappers.find(([vendor]) => source.split('/')[0]?.startsWith(vendor))?.[1];
  const { name, ...detail } = map?.(event) ?? { name: event.name };
  const touchpoint: JsonObject = { messageId: event.id, timestamp: event.time, ...detail };
  const receivedAt = Date.parse(event.time);
  return {
    source,
    name: (name || event.name || 'Partner Event').slice(0, longestName),
    detail: hasPerson(touchpoint) ? touchpoint : keepOriginal(touchpoint, event),
    ...(Number.isNaN(receivedAt) ? {} : { receivedAt }),
  };
}

function readPartnerEvent(raw: unknown): PartnerEvent {
  const { id, source, time, detail, ...rest } = readObject(raw);
  return {
    id: readText(id) ?? '',
    source: readText(source) ?? '',
    name: readText(rest['detail-type']) ?? '',
    time: readText(time) ?? '',
    detail: readObject(detail),
  };
}

function hasPerson({ userId, anonymousId, traits, context }: JsonObject): boolean {
  const { email, phone } = readObject(traits);
  const { externalIds, traits: common } = readObject(context);
  return (
    [userId, anonymousId, email, phone].some((id) => id !== undefined && id !== null && id !== '') ||
    common !== undefined ||
    readList(externalIds).length > 0
  );
}

function keepOriginal(touchpoint: JsonObject, event: PartnerEvent): JsonObject {
  return { ...touchpoint, context: { ...readObject(touchpoint['context']), partnerEvent: event.detail } };
}
