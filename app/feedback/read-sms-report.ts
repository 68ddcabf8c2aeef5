/**
 * Delivery status of End User Messaging SMS, as it arrives by EventBridge (source `aws.sms-voice`). AWS's examples
 * (user guide, "Monitoring with EventBridge") carry the service's own message id, and neither the context that was
 * given with the message nor the number it went to.
 */

import { keepKnown } from '../../engine/base/json.ts';
import { type RawEvent, readMoment, readObject, readTag, type UnclaimedReport } from './provider-report.ts';

/** Carriers that confirm nothing end at SUCCESSFUL (taken by the carrier), so it counts as delivered when final. */
const delivered = new Set(['TEXT_DELIVERED', 'TEXT_SUCCESSFUL']);
/** Still under way, or after 72 hours without a word from the carrier. */
const silent = new Set(['TEXT_PENDING', 'TEXT_QUEUED', 'TEXT_SENT', 'TEXT_UNKNOWN']);

export function readSmsReport(event: RawEvent): UnclaimedReport | undefined {
  const detail = readObject(event['detail']);
  const providerId = readTag(detail, 'messageId');
  const type = String(detail['eventType']);
  if (providerId === undefined || !type.startsWith('TEXT_') || silent.has(type)) return undefined;
  if (type === 'TEXT_SUCCESSFUL' && detail['isFinal'] === false) return undefined;
  const at = readMoment(detail['eventTimestamp']) ?? readMoment(event['time']);
  if (at === undefined) return undefined;
  const outcome = delivered.has(type) ? 'delivered' : 'failed';
  const receivedAt = readMoment(event['time']) ?? at;
  const properties = keepKnown({
    fault: type === 'TEXT_INVALID' ? 'address' : undefined,
    reason: delivered.has(type) ? undefined : type.slice('TEXT_'.length).toLowerCase(),
  });
  return { provider: 'sms-voice', providerId, channel: 'sms', outcome, at, receivedAt, properties };
}
