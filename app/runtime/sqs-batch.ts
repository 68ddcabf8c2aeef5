/** Partial batch responses: which records SQS must deliver again, and after how long. */

import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { VisibilityTimeout, VisibilityTimeouts } from '../ports/queues.ts';
import type { Telemetry } from './telemetry.ts';

/** The fields of a queue record that are used; tests and the local cloud provide no others. */
export type QueueRecord = Pick<SQSRecord, 'messageId' | 'receiptHandle' | 'body'> & {
  readonly attributes: Pick<SQSRecord['attributes'], 'ApproximateReceiveCount' | 'SentTimestamp'>;
  /** The queue it came from. */
  readonly eventSourceARN?: string;
};

/** A record that was not finished. Without `retryAfter` it returns after the queue's visibility timeout. */
export interface UnfinishedRecord {
  readonly record: QueueRecord;
  /** Seconds, 0 to 43,200. */
  readonly retryAfter?: number;
}

export interface Backoff {
  /** Seconds before the second delivery. */
  readonly base?: number;
  /** Seconds at most. */
  readonly limit?: number;
  /** Default: 2. */
  readonly factor?: number;
}

/** Deliveries so far, this one included. */
export function readReceiveCount(record: QueueRecord): number {
  return Number(record.attributes.ApproximateReceiveCount) || 1;
}

/** Seconds since the record was put on its queue. `now` in epoch ms; 0 when that clock is behind. */
export function readAge(record: QueueRecord, now: number): number {
  return Math.max(0, now - (Number(record.attributes.SentTimestamp) || 0)) / 1000;
}

/**
 * Seconds until the next delivery: starts at `base`, grows by `factor` with each delivery up to `limit`, and is then
 * reduced at random to at least half, so that records that failed together do not return together.
 */
export function computeBackoff(
  receiveCount: number,
  random: number,
  { base = 2, limit = 900, factor = 2 }: Backoff = {},
): number {
  const full = Math.min(limit, base * factor ** Math.min(receiveCount - 1, 16));
  return Math.ceil(full * (0.5 + random / 2));
}

/**
 * Returns unfinished records to their queue. A failed visibility change only makes a record return later, so it is not
 * an error: only the answer to SQS matters.
 */
export async function handBack(
  unfinished: readonly UnfinishedRecord[],
  visibility: VisibilityTimeouts,
): Promise<SQSBatchResponse> {
  const timeouts = unfinished.flatMap(({ record, retryAfter }): VisibilityTimeout[] =>
    retryAfter === undefined ? [] : [makeTimeout(record, retryAfter)],
  );
  for (let start = 0; start < timeouts.length; start += 10) {
    await visibility.extend(timeouts.slice(start, start + 10)).catch(() => undefined);
  }
  return toResponse(unfinished);
}

function makeTimeout({ receiptHandle, eventSourceARN }: QueueRecord, seconds: number): VisibilityTimeout {
  return { receiptHandle, seconds, ...omitAbsent({ queueArn: eventSourceARN }) };
}

/**
 * Runs the work of every record concurrently. The records whose work throws are unfinished, and `failure` is logged with
 * the error.
 */
export async function tryRecords(
  records: readonly QueueRecord[],
  telemetry: Telemetry,
  failure: string,
  work: (record: QueueRecord) => Promise<void>,
): Promise<readonly UnfinishedRecord[]> {
  const failed = await Promise.all(
    records.map(async (record): Promise<UnfinishedRecord[]> => {
      try {
        await work(record);
        return [];
      } catch (error) {
        telemetry.error(failure, error, { record: record.messageId });
        return [{ record }];
      }
    }),
  );
  return failed.flat();
}

/** Runs the work of every record as `tryRecords`. The unfinished ones return to their queue. */
export async function runRecords(
  records: readonly QueueRecord[],
  telemetry: Telemetry,
  failure: string,
  work: (record: QueueRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  return toResponse(await tryRecords(records, telemetry, failure, work));
}

function toResponse(unfinished: readonly UnfinishedRecord[]): SQSBatchResponse {
  return { batchItemFailures: unfinished.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}
