/**
 * Reads delivery reports of End User Messaging SMS that arrive by EventBridge (source `aws.sms-voice`). AWS's examples
 * (user guide, "Monitoring with EventBridge") carry the service's own message id, and neither the context that was
 * passed with the message nor the destination number.
 */

import { keepKnown } from '../../engine/base/json.ts';
import { type RawEvent, readMoment, readObject, readTag, type UnclaimedReport } from './provider-report.ts';
import { readSmsStatus } from './sms-statuses.ts';

const prefix = 'TEXT_';

export function readSmsReport(event: RawEvent): UnclaimedReport | undefined {
  const detail = readObject(event['detail']);
  const providerId = readTag(detail, 'messageId');
  const type = String(detail['eventType']);
  if (providerId === undefined || !type.startsWith(prefix)) return undefined;
  const status = type.slice(prefix.length);
  const { outcome, number } = readSmsStatus(status);
  // Accepted by the carrier, which still has to confirm it.
  const isEarly = status === 'SUCCESSFUL' && detail['isFinal'] === false;
  const at = readMoment(detail['eventTimestamp']) ?? readMoment(event['time']);
  if (outcome === undefined || isEarly || at === undefined) return undefined;
  const receivedAt = readMoment(event['time']) ?? at;
  const properties = keepKnown({
    fault: number === 'suppressed' ? 'address' : undefined,
    reason: outcome === 'failed' ? status.toLowerCase() : undefined,
  });
  return { provider: 'sms-voice', providerId, channel: 'sms', outcome, at, receivedAt, properties };
}
