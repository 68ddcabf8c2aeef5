/** Step 0: reads one queue record. Never throws: what cannot be read is refused with the reason. */
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import type { QueueRecord } from '../shared/sqs-batch.ts';
import { type Delivery, makeRejected } from './delivery.ts';
import { isProviderReport, readFeedback } from './read-feedback.ts';

export function parseRecord(record: QueueRecord): Delivery {
  try {
    return readRecord(record);
  } catch (error) {
    if (!(error instanceof TouchpointInvalidError)) throw error;
    return { kind: 'rejected', record, rejected: makeRejected(record, error) };
  }
}

function readRecord(record: QueueRecord): Delivery {
  const event = parseBody(record.body);
  if (event['kind'] === 'WakeProfile' && typeof event['profileId'] === 'string') {
    return { kind: 'wake', record, profileId: event['profileId'] };
  }
  if (isProviderReport(event)) {
    const report = readFeedback(event);
    return report === undefined ? { kind: 'ignored', record } : { kind: 'touchpoint', record, ...report };
  }
  const deliveredAt = Number(record.attributes.SentTimestamp);
  const touchpoint = parseTouchpoint(event, Number.isNaN(deliveredAt) ? undefined : deliveredAt);
  checkIds(touchpoint.id, touchpoint.userId, touchpoint.anonymousId);
  return { kind: 'touchpoint', record, touchpoint };
}

/** JSON.parse's own message quotes the text, which may be personal: it is not passed on. */
function parseBody(body: string): Record<string, unknown> {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    event = undefined;
  }
  if (typeof event === 'object' && event !== null && !Array.isArray(event)) {
    return event as Record<string, unknown>;
  }
  throw new TouchpointInvalidError(
    'event_malformed',
    'event',
    `text of ${body.length} characters that is no JSON object`,
    'Send events through EventBridge, with a JSON object as detail.',
  );
}

/** Half a surrogate pair cannot be stored: two such ids would become one. */
function checkIds(...ids: readonly (string | undefined)[]): void {
  if (ids.every((id) => id === undefined || id.isWellFormed())) return;
  const remedy = 'Cut ids at whole characters, not inside an emoji.';
  throw new TouchpointInvalidError('id_invalid', 'detail', 'an id with half a character', remedy);
}
