/** Turns an event of a partner event bus into a touchpoint. */

import type { JsonObject } from '../../../engine/base/json.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { TouchpointInvalidError } from '../../../engine/touchpoint/touchpoint-invalid-error.ts';
import type { SentTouchpoint } from '../../ports/touchpoint-sender.ts';
import { mapAuth0Event } from './map-auth0-event.ts';
import { mapSegmentEvent } from './map-segment-event.ts';
import { mapShopifyEvent } from './map-shopify-event.ts';
import { type PartnerEvent, type PartnerTouchpoint, readObject, readText } from './partner-event.ts';

const prefix = 'aws.partner/';
/** Characters that PutEvents accepts. */
const longestName = 128;

const mappers: readonly (readonly [string, (event: PartnerEvent) => PartnerTouchpoint])[] = [
  ['segment.com', mapSegmentEvent],
  ['auth0.com', mapAuth0Event],
  ['shopify.com', mapShopifyEvent],
];

/**
 * The source is the partner event source without `aws.partner/`, which PutEvents accepts only from AWS. An event
 * without a person has its whole content in `context.partnerEvent`: advance-profile refuses it with `no_identity`,
 * and it is stored whole among the rejected events.
 */
export function mapPartnerEvent(raw: unknown): SentTouchpoint {
  const event = readPartnerEvent(raw);
  const source = event.source.startsWith(prefix) ? event.source.slice(prefix.length) : event.source;
  const map = mappers.find(([vendor]) => source.split('/')[0]?.startsWith(vendor))?.[1];
  const { name, ...detail } = map?.(event) ?? { name: event.name };
  const touchpoint: JsonObject = { messageId: event.id, timestamp: event.time, ...detail };
  const receivedAt = Date.parse(event.time);
  const sent: SentTouchpoint = {
    source,
    // Well-formed: the cut may fall inside an emoji, and PutEvents refuses half a character.
    name: (name || event.name || 'Partner Event').slice(0, longestName).toWellFormed(),
    detail: touchpoint,
    ...omitAbsent({ receivedAt: Number.isNaN(receivedAt) ? undefined : receivedAt }),
  };
  return hasPerson(sent) ? sent : { ...sent, detail: keepOriginal(touchpoint, event) };
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

/** False where advance-profile will find no usable id: an invalid address is no id. */
function hasPerson({ source, name, detail, receivedAt = 0 }: SentTouchpoint): boolean {
  try {
    parseTouchpoint({ id: 'event', source, 'detail-type': name, detail }, receivedAt);
    return true;
  } catch (error) {
    return !(error instanceof TouchpointInvalidError && error.code === 'no_identity');
  }
}

function keepOriginal(touchpoint: JsonObject, event: PartnerEvent): JsonObject {
  return { ...touchpoint, context: { ...readObject(touchpoint['context']), partnerEvent: event.detail } };
}
