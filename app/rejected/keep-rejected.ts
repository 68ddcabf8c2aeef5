/** Stores rejected touchpoints, so that an operator can find and replay them. */
import type { SQSBatchResponse } from 'aws-lambda';
import { decodeBody, QueueBodyInvalidError } from '../ports/queue-body.ts';
import type { RejectedStore, RejectedTouchpoint } from '../ports/rejected-store.ts';
import { type LateErasures, leaveOutLate } from '../rights/leave-out-late.ts';
import { type QueueRecord, runRecords } from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

/** A repeat overwrites its own object. What cannot be stored is retried after the queue's visibility timeout. */
export function keepRejected(
  records: readonly QueueRecord[],
  store: Pick<RejectedStore, 'put'>,
  erasures: LateErasures,
  telemetry: Telemetry,
): Promise<SQSBatchResponse> {
  const failure = 'The rejected touchpoint was not stored; its record is retried';
  return runRecords(records, telemetry, failure, async ({ body }) => {
    const received = readRejected(body);
    const event = await leaveOutLate(erasures, received.event);
    if (event === undefined) {
      telemetry.count('ErasedTouchpointsDropped');
      return;
    }
    const rejected = { ...received, event };
    await store.put(rejected);
    // Apart: each of the two has its alarm.
    telemetry.count(rejected.eventName === undefined ? 'TouchpointsRejected' : 'EventsQuarantined');
    telemetry.info('Rejected touchpoint kept', { id: rejected.id, code: rejected.code });
  });
}

function readRejected(body: string): RejectedTouchpoint {
  const value = decodeBody(body);
  const isRejected =
    value['kind'] === 'RejectedTouchpoint' &&
    typeof value['id'] === 'string' &&
    typeof value['receivedAt'] === 'number' &&
    Number.isFinite(value['receivedAt']);
  if (!isRejected) throw new QueueBodyInvalidError('an object that is no RejectedTouchpoint');
  return value as unknown as RejectedTouchpoint;
}
