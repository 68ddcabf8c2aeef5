/** Segment's EventBridge destinations: the detail is the Segment message, which has the common envelope already. */

import { keepKnown } from '../../../engine/base/json.ts';
import { nameCall } from '../../../engine/touchpoint/unpack-event.ts';
import type { PartnerEvent, PartnerTouchpoint } from './partner-event.ts';

/** The fields of the envelope. Segment's own additions (`integrations`, `projectId`, ...) concern no person. */
const fields = [
  'messageId',
  'type',
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'timestamp',
  'sentAt',
  'originalTimestamp',
  'traits',
  'properties',
  'context',
] as const;

/**
 * The detail-type is the type of the call, so the name comes from the message: `event`, `name`, or `Identify`, ...
 * `originalTimestamp` is kept: it shows that Segment has already corrected `timestamp` by `sentAt`.
 */
export function mapSegmentEvent({ name, detail }: PartnerEvent): PartnerTouchpoint {
  const known = fields.map((field) => [field, detail[field]] as const);
  return { ...keepKnown(Object.fromEntries(known)), name: nameCall(detail) ?? name };
}
