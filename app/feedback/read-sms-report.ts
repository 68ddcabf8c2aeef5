/**
 * Reads delivery reports of End User Messaging SMS that arrive by EventBridge (source `aws.sms-voice`). AWS's examples
 * (user guide, "Monitoring with EventBridge") carry the service's own message id, and neither the context that was
 * passed with the message nor the destination number.
 */

import { keepKnown } from '../../engine/base/json.ts';
import { type RawEvent, readMoment, readObject, readTag, type UnclaimedReport } from './provider-report.ts';

/** Without a carrier's confirmation the final status is SUCCESSFUL (accepted by the carrier): it counts as delivered. */
const delivered = new Set(['TEXT_DELIVERED', 'TEXT_SUCCESSFUL']);
/** Not final, or no report from the carrier within 72 hours. */
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
