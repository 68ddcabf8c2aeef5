/** Reads queue records. Never throws: an unreadable record is rejected with the reason. */

import { isObject } from '../../../engine/base/json.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { readJson } from '../../../engine/touchpoint/read-json.ts';
import { TouchpointInvalidError } from '../../../engine/touchpoint/touchpoint-invalid-error.ts';
import { isPacked, parseMember, unpackEvent } from '../../../engine/touchpoint/unpack-event.ts';
import type { ReportedOutcome, WakeProfile } from '../../ports/queues.ts';
import type { RunTaskBatch } from '../../ports/run-task.ts';
import type { QueueRecord } from '../../runtime/sqs-batch.ts';
import { makeRejected } from './make-rejected.ts';
import type { QueueMessage, ReceivedRejection, RecordPart } from './queue-message.ts';

/** Two full packed events: some seconds of work on a sixth of a core, a third of the function's timeout. */
const sliceSize = 200;

export interface Slice {
  readonly records: readonly QueueRecord[];
  readonly messages: readonly QueueMessage[];
}

/** Reading an event failed for a reason that no rule of the envelope covers: the event reveals a defect of ours. */
class TouchpointUnreadableError extends Error {
  readonly code = 'event_unreadable';
  readonly remedy = 'Report the event to the maintainers, deploy the fix, then replay it.';
  constructor(cause: unknown) {
    const { name } = Object(cause) as { readonly name?: unknown };
    // Only the name: a runtime message may quote the event.
    super(`Reading the event failed with ${typeof name === 'string' ? name : 'an error'}.`, { cause });
    this.name = 'TouchpointUnreadableError';
  }
}

/**
 * Divides a batch into slices that are processed one after the other, as packed events can hold very many people.
 * In the records' order, at least one record per slice. Ten unpacked events are always one slice.
 */
export function sliceRecords(records: readonly QueueRecord[]): readonly Slice[] {
  const slices: { records: QueueRecord[]; messages: QueueMessage[] }[] = [];
  for (const record of records) {
    const messages = readRecord(record);
    const slice = slices.at(-1);
    if (slice === undefined || slice.messages.length + messages.length > sliceSize) {
      slices.push({ records: [record], messages: [...messages] });
    } else {
      slice.records.push(record);
      slice.messages.push(...messages);
    }
  }
  return slices;
}

/** The messages of one record: several of a packed event and of a batch of run tasks, else one. */
export function readRecord(record: QueueRecord): readonly QueueMessage[] {
  try {
    const body = classifyBody(parseBody(record.body));
    switch (body.kind) {
      case 'tasks':
        return listTasks(record, body.batch);
      case 'wake':
        return [{ kind: 'wake', record, profileId: body.wake.profileId }];
      case 'report':
        return [{ kind: 'report', record, body: { kind: 'ProviderEvent', event: body.event } }];
      case 'outcome':
        return [{ kind: 'touchpoint', record, touchpoint: body.outcome.touchpoint }];
      case 'packed':
        return readMembers(record, body.event);
      case 'event':
        return [{ kind: 'touchpoint', record, touchpoint: parseTouchpoint(body.event, readSentAt(record)) }];
    }
  } catch (error) {
    return [reject({ record }, error)];
  }
}

type RawEvent = Readonly<Record<string, unknown>>;

/** The bodies of the profile queue and the bulk queue. */
type Body =
  /** One task of a run, for several people. */
  | { readonly kind: 'tasks'; readonly batch: RunTaskBatch }
  | { readonly kind: 'wake'; readonly wake: WakeProfile }
  | { readonly kind: 'outcome'; readonly outcome: ReportedOutcome }
  /** An EventBridge event of an AWS service about one of our messages: the feedback queue is its place. */
  | { readonly kind: 'report'; readonly event: RawEvent }
  /** An EventBridge event with many touchpoints in `detail.batch`. */
  | { readonly kind: 'packed'; readonly event: RawEvent }
  /** An EventBridge event that is one touchpoint. */
  | { readonly kind: 'event'; readonly event: RawEvent };

/** Our own bodies have a `kind`; events of sources arrive in EventBridge's envelope, which has none. */
function classifyBody(body: RawEvent): Body {
  if (isRunTaskBatch(body)) return { kind: 'tasks', batch: body };
  if (isWake(body)) return { kind: 'wake', wake: body };
  if (isOutcome(body)) return { kind: 'outcome', outcome: body };
  if (isProviderEvent(body)) return { kind: 'report', event: body };
  return { kind: isPacked(body) ? 'packed' : 'event', event: body };
}

function isRunTaskBatch(body: object): body is RunTaskBatch {
  return 'kind' in body && body.kind === 'RunTaskBatch' && 'profileIds' in body && 'task' in body;
}

function isOutcome(body: object): body is ReportedOutcome {
  return 'kind' in body && body.kind === 'ReportedOutcome' && 'touchpoint' in body;
}

function isProviderEvent({ source }: RawEvent): boolean {
  return source === 'aws.ses' || source === 'aws.sms-voice';
}

function isWake(body: object): body is WakeProfile {
  return (
    'kind' in body && body.kind === 'WakeProfile' && 'profileId' in body && typeof body.profileId === 'string'
  );
}

/** One message per person, all acknowledged by one record: a profile that had the task refuses the repeat. */
function listTasks(
  record: QueueRecord,
  { profileIds, task, version }: RunTaskBatch,
): readonly QueueMessage[] {
  const needs = omitAbsent({ version });
  return profileIds.map((profileId) =>
    task.kind === 'wake'
      ? { kind: 'wake', record, profileId, ...needs }
      : { kind: 'task', record, profileId, task, ...needs },
  );
}

/** An invalid member is rejected alone, a batch of a wrong size as a whole. */
function readMembers(record: QueueRecord, packed: RawEvent): readonly QueueMessage[] {
  return unpackEvent(packed).map((event, index) => {
    const origin: RecordPart = { record, member: { index, event } };
    try {
      return { kind: 'touchpoint', ...origin, touchpoint: parseMember(event, readSentAt(record)) };
    } catch (error) {
      return reject(origin, error);
    }
  });
}

/** A record that fails must never fail the others of its batch. */
export function reject(origin: RecordPart, error: unknown): ReceivedRejection {
  const problem = error instanceof TouchpointInvalidError ? error : new TouchpointUnreadableError(error);
  return { kind: 'rejected', record: origin.record, rejected: makeRejected(origin, problem) };
}

/** Epoch milliseconds; NaN when the record has no time. */
function readSentAt({ attributes }: QueueRecord): number {
  return Number(attributes.SentTimestamp);
}

/** The message of a SyntaxError quotes the text, which may be personal: it is left out. */
function parseBody(body: string): RawEvent {
  let event: unknown;
  try {
    event = readJson(body);
  } catch {
    event = undefined;
  }
  if (isObject(event)) return event;
  throw new TouchpointInvalidError(
    'event_malformed',
    'event',
    `text of ${body.length} characters that is not a JSON object`,
    'Send events through EventBridge, with a JSON object as detail.',
  );
}
