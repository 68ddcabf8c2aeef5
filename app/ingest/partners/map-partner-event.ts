/** Turns an event of a partner event bus into a touchpoint. */

import type { JsonObject } from '../../../engine/base/json.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { TouchpointInvalidError } from '../../../engine/touchpoint/touchpoint-invalid-error.ts';
import type { SentTouchpoint } from '../../ports/touchpoint-sender.ts';
import { mapContactEvent } from '../aws-sources/map-contact-event.ts';
import { mapDeviceMessage, readDeviceMessage } from '../aws-sources/map-device-message.ts';
import { mapGeofenceEvent } from '../aws-sources/map-geofence-event.ts';
import { mapSignUp } from '../aws-sources/map-sign-up.ts';
import { mapUpload, type UploadPattern } from '../aws-sources/map-upload.ts';
import type { IdKind } from '../aws-sources/person.ts';
import { mapAuth0Event } from './map-auth0-event.ts';
import { mapSegmentEvent } from './map-segment-event.ts';
import { mapShopifyEvent } from './map-shopify-event.ts';
import { type PartnerEvent, type PartnerTouchpoint, readObject, readText } from './partner-event.ts';

const prefix = 'aws.partner/';
/** Characters that PutEvents accepts. */
const longestName = 128;

/** What the ids in events of AWS services are: settings of the stage. */
export interface AwsSourceSettings {
  /** The ids of devices that pass geofences. */
  readonly geofenceIds: IdKind;
  /** The `sub` of a Cognito account. */
  readonly signUpIds: IdKind;
  readonly uploads: readonly UploadPattern[];
}

type AwsMapper = (event: PartnerEvent, settings: AwsSourceSettings) => PartnerTouchpoint | undefined;

/** By the source of the event: the source on the stage's bus, which must not begin with `aws.`, and the mapping. */
const awsMappers: Readonly<Record<string, { readonly source: string; readonly map: AwsMapper }>> = {
  'aws.geo': {
    source: 'amazon.location',
    map: (event, { geofenceIds }) => mapGeofenceEvent(event, geofenceIds),
  },
  'aws.connect': { source: 'amazon.connect', map: mapContactEvent },
  'aws.cognito-idp': {
    source: 'amazon.cognito',
    map: (event, { signUpIds }) => mapSignUp(event, signUpIds),
  },
  'aws.s3': { source: 'amazon.s3', map: (event, { uploads }) => mapUpload(event, uploads) },
  'aws.iot': { source: 'amazon.iot', map: mapDeviceMessage },
};

const mappers: readonly (readonly [string, (event: PartnerEvent) => PartnerTouchpoint])[] = [
  ['segment.com', mapSegmentEvent],
  ['auth0.com', mapAuth0Event],
  ['shopify.com', mapShopifyEvent],
];

/**
 * The source is the partner event source without `aws.partner/`, which PutEvents accepts only from AWS. An event
 * without a person has its whole content in `context.partnerEvent`: advance-profile refuses it with `no_identity`,
 * and it is stored whole among the rejected events. Undefined: an object whose key no setting describes.
 */
export function mapPartnerEvent(
  event: PartnerEvent,
  settings: AwsSourceSettings,
): SentTouchpoint | undefined {
  const aws = Object.hasOwn(awsMappers, event.source) ? awsMappers[event.source] : undefined;
  if (aws === undefined) return send(event, readSource(event), mapVendorEvent(event));
  const mapped = aws.map(event, settings);
  return mapped === undefined ? undefined : send(event, aws.source, mapped);
}

function readSource({ source }: PartnerEvent): string {
  return source.startsWith(prefix) ? source.slice(prefix.length) : source;
}

function mapVendorEvent(event: PartnerEvent): PartnerTouchpoint {
  const vendor = readSource(event).split('/')[0];
  const map = mappers.find(([name]) => vendor?.startsWith(name))?.[1];
  return map?.(event) ?? { name: event.name };
}

function send(event: PartnerEvent, source: string, { name, ...detail }: PartnerTouchpoint): SentTouchpoint {
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

/** An event of EventBridge, or a message of AWS IoT, as the queue has it. */
export function readPartnerEvent(raw: unknown): PartnerEvent {
  const fields = readObject(raw);
  const message = readDeviceMessage(fields);
  if (message !== undefined) return message;
  const { id, source, time, detail, ...rest } = fields;
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
