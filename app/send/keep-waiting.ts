/**
 * Keeps the records of a message that waits for hours: until quiet hours end, a sending domain may send again, a day's
 * limit begins again, or a host answers.
 */
import { DAY } from '../../engine/base/time-units.ts';
import type { Queues } from '../ports/queues.ts';
import { type QueueRecord, readReceiveCount, type UnfinishedRecord } from '../runtime/sqs-batch.ts';
import type { Sending, SendingRun, Waiting } from './sending.ts';
import { retryLater } from './waits.ts';

/** Seconds that one call hides a record. SQS allows 12 hours from its delivery, which was seconds ago. */
const longestHidden = 41_400;
/** Deliveries after which a record is replaced: after 20 it goes to the dead-letter queue (lib/channel.ts). */
const mostDeliveries = 10;
/** Milliseconds. The queue deletes a record four days after it was sent (lib/work-queue.ts), delivered or not. */
const longestStay = 3 * DAY;
/** Seconds; SQS's maximum delay of a new message. */
const longestDelay = 900;
/**
 * Milliseconds since its decision that a webhook call waits for its host. An older one is only delivered again, so that
 * it reaches the dead-letter queue.
 */
const longestWaitForHost = 3 * DAY;

/**
 * The records to return to the queue; none when a new copy replaces them. Records whose deliveries or days are nearly
 * used up are replaced: otherwise they would become dead letters or be deleted. The copy is sent before they are
 * acknowledged, so a crash leaves at most one copy too many, which the claim refuses.
 */
export async function keepWaiting(
  delivery: Sending,
  { until, reason = 'held_quiet_hours' }: Waiting,
  records: readonly QueueRecord[],
  queues: Queues | undefined,
  run: SendingRun,
): Promise<readonly UnfinishedRecord[]> {
  const { effect } = delivery;
  const remaining = Math.max(1, Math.ceil((until - run.now()) / 1000));
  const seconds = Math.min(longestHidden, remaining);
  const fields = { messageId: effect.id, profileId: effect.profileId, reason, seconds };
  run.telemetry.info('Sending deferred', fields);
  run.telemetry.count('MessagesDeferred');
  const handBack = (retryAfter: number) => records.map((record) => ({ record, retryAfter }));
  const returnsAt = run.now() + seconds * 1000;
  const isWebhook = effect.kind === 'CallWebhook';
  if (isWebhook && run.now() >= effect.decidedAt + longestWaitForHost)
    return handBack(retryLater(delivery, run).seconds);
  const isWorn = records.some((record) => isNearlyUsedUp(record, returnsAt));
  // A hidden record is in flight, and SQS stops a queue with 120,000 of them: calls to other hosts must not wait for
  // this one. A delayed copy is not in flight.
  if (queues === undefined || (!isWorn && !isWebhook)) return handBack(seconds);
  try {
    const queue = isWebhook ? 'webhook' : effect.channel;
    const left = await queues.send(queue, [effect], [Math.min(longestDelay, remaining)]);
    if (left.length === 0) return [];
  } catch (error) {
    run.telemetry.error('A waiting message was not copied to its queue; its record stays', error, fields);
  }
  return handBack(retryLater(delivery, run).seconds);
}

function isNearlyUsedUp(record: QueueRecord, returnsAt: number): boolean {
  const sentAt = Number(record.attributes.SentTimestamp);
  return readReceiveCount(record) >= mostDeliveries || returnsAt > sentAt + longestStay;
}
