/** Step 0: reads one queue record. Never throws: what cannot be read is refused with the reason. */

import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { isPacked, parseMember, unpackEvent } from '../../engine/touchpoint/unpack-event.ts';
import { isProviderReport, makeFeedback, readProviderReport } from '../feedback/read-feedback.ts';
import type { QueueRecord } from '../runtime/sqs-batch.ts';
import { isVisit, listVisits } from './list-visits.ts';
import { makeRejected, type QueueMessage, type RecordPart } from './queue-message.ts';

/** Reading an event failed in a way that no rule of the envelope names: a defect of ours, found by this event. */
class TouchpointUnreadableError extends Error {
  readonly code = 'event_unreadable';
  readonly remedy = 'Report the event to the maintainers, deploy the fix, then replay it.';
  constructor(cause: unknown) {
    const { name } = Object(cause) as { readonly name?: unknown };
    // The name alone: a runtime message may quote the event.
    super(`Reading the event failed with ${typeof name === 'string' ? name : 'an error'}.`, { cause });
    this.name = 'TouchpointUnreadableError';
  }
}

/** Several for a packed event, else one. A broken member is refused alone, a batch of a wrong size as a whole. */
export function parseRecord(record: QueueRecord): readonly QueueMessage[] {
  try {
    const event = parseBody(record.body);
    if (isVisit(event)) return listVisits(record, event);
    if (isProviderReport(event) || !isPacked(event)) {
      return [readOrReject({ record }, () => readEvent(record, event))];
    }
    return unpackEvent(event).map((member, index) => {
      const origin: RecordPart = { record, member: { index, event: member } };
      return readOrReject(origin, () => ({
        kind: 'touchpoint',
        ...origin,
        touchpoint: checkIds(parseMember(member, readSentTime(record))),
      }));
    });
  } catch (error) {
    return [reject({ record }, error)];
  }
}

function readOrReject(origin: RecordPart, read: () => QueueMessage): QueueMessage {
  try {
    return read();
  } catch (error) {
    return reject(origin, error);
  }
}

/** Whatever went wrong: one record must not take the others of its batch along. */
function reject(origin: RecordPart, error: unknown): QueueMessage {
  const problem = error instanceof TouchpointInvalidError ? error : new TouchpointUnreadableError(error);
  return { kind: 'rejected', record: origin.record, rejected: makeRejected(origin, problem) };
}

function readEvent(record: QueueRecord, event: Record<string, unknown>): QueueMessage {
  if (event['kind'] === 'WakeProfile' && typeof event['profileId'] === 'string') {
    return { kind: 'wake', record, profileId: event['profileId'] };
  }
  if (isProviderReport(event)) {
    const report = readProviderReport(event);
    if (report === undefined) return { kind: 'ignored', record };
    if ('providerId' in report) return { kind: 'report', record, report };
    return { kind: 'touchpoint', record, ...makeFeedback(report) };
  }
  const touchpoint = parseTouchpoint(event, readSentTime(record));
  return { kind: 'touchpoint', record, touchpoint: checkIds(touchpoint) };
}

function readSentTime({ attributes }: QueueRecord): number | undefined {
  const sentAt = Number(attributes.SentTimestamp);
  return Number.isNaN(sentAt) ? undefined : sentAt;
}

/** The message of a SyntaxError quotes the text, which may be personal: it is not passed on. */
function parseBody(body: string): Record<string, unknown> {
  let event: unknown;
  try {
    event = readJson(body);
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
function checkIds(touchpoint: Touchpoint): Touchpoint {
  const ids = [touchpoint.id, touchpoint.userId, touchpoint.anonymousId];
  if (ids.every((id) => id === undefined || id.isWellFormed())) return touchpoint;
  const remedy = 'Cut ids at whole characters, not inside an emoji.';
  throw new TouchpointInvalidError('id_invalid', 'detail', 'an id with half a character', remedy);
}
