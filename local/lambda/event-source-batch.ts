/** The event of a function for SQS messages, and how its response is read. */

import { omitAbsent } from '../omit-absent.ts';
import type { CloudContext } from '../service.ts';
import { hashAttributes, readSystemAttributes } from '../services/sqs/message.ts';
import type { Message, MessageAttribute } from '../services/sqs/queue.ts';

export interface Batch {
  readonly messages: readonly Message[];
  /** The event as JSON text. */
  readonly payload: string;
}

/** Lambda's limit for the event of one invocation. */
const largestEventBytes = 6_291_456;

/** Splits received messages so that each event stays below Lambda's payload limit. */
export function buildBatches(messages: readonly Message[], queueArn: string, context: CloudContext): Batch[] {
  const batches: { messages: Message[]; records: string[]; bytes: number; ids: Set<string> }[] = [];
  for (const message of messages) {
    const record = JSON.stringify(describeRecord(message, queueArn, context));
    const bytes = Buffer.byteLength(record) + 1;
    let last = batches.at(-1);
    // A repeated delivery never shares a batch with its original: failures are reported by message id.
    if (last === undefined || last.bytes + bytes > largestEventBytes || last.ids.has(message.id)) {
      last = { messages: [], records: [], bytes: 20, ids: new Set() };
      batches.push(last);
    }
    last.messages.push(message);
    last.records.push(record);
    last.ids.add(message.id);
    last.bytes += bytes;
  }
  return batches.map((batch) => ({
    messages: batch.messages,
    payload: `{"Records":[${batch.records.join(',')}]}`,
  }));
}

/**
 * The message ids of a `ReportBatchItemFailures` response, or `all` for an invalid response. An empty or null response,
 * or an empty or null list, is a complete success, as Lambda documents.
 */
export function readFailures(payload: string, known: ReadonlyMap<string, unknown>): Set<string> | 'all' {
  const answer: unknown = JSON.parse(payload);
  if (answer === null) return new Set();
  if (typeof answer !== 'object' || Array.isArray(answer)) return 'all';
  const failures = (answer as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return 'all';
  const ids = new Set<string>();
  for (const failure of failures) {
    const id = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || !known.has(id)) return 'all';
    ids.add(id);
  }
  return ids;
}

function describeRecord(message: Message, queueArn: string, context: CloudContext): Record<string, unknown> {
  const attributesHash = hashAttributes(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: readSystemAttributes(message, context.accountId),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, describeAttribute(attribute)]),
    ),
    md5OfBody: message.md5,
    ...omitAbsent({ md5OfMessageAttributes: attributesHash }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: context.region,
  };
}

function describeAttribute(attribute: MessageAttribute): Record<string, unknown> {
  return {
    ...omitAbsent({ stringValue: attribute.StringValue, binaryValue: attribute.BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: attribute.DataType,
  };
}
