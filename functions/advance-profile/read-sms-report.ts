/** Delivery status of End User Messaging SMS, as it arrives by EventBridge (source `aws.sms-voice`). */
import { keepKnown, type RawEvent, type Report, readMoment, readObject, readTag } from './report.ts';

/** Carriers that confirm nothing end at SUCCESSFUL (taken by the carrier), so it counts as delivered when final. */
const delivered = new Set(['TEXT_DELIVERED', 'TEXT_SUCCESSFUL']);
/** Still under way. */
const pending = new Set(['TEXT_PENDING', 'TEXT_QUEUED', 'TEXT_SENT']);

export function readSmsReport(event: RawEvent): Report | undefined {
  const detail = readObject(event['detail']);
  const context = readObject(detail['context']);
  const messageId = readTag(context, 'percorso-message');
  const profileId = readTag(context, 'percorso-profile');
  const type = String(detail['eventType']);
  if (messageId === undefined || profileId === undefined) return undefined;
  if (!type.startsWith('TEXT_') || pending.has(type)) return undefined;
  if (type === 'TEXT_SUCCESSFUL' && detail['isFinal'] === false) return undefined;
  const at = readMoment(detail['eventTimestamp']) ?? readMoment(event['time']);
  if (at === undefined) return undefined;
  const outcome = delivered.has(type) ? 'delivered' : 'failed';
  const properties = keepKnown({
    address: readTag(detail, 'destinationPhoneNumber'),
    fault: type === 'TEXT_INVALID' ? 'address' : undefined,
    reason: delivered.has(type) ? undefined : type.slice('TEXT_'.length).toLowerCase(),
  });
  return { profileId, messageId, channel: 'sms', outcome, at, properties };
}
