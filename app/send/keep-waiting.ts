/** Records of a message that waits for the end of quiet hours: for hours rather than minutes. */
import { DAY } from '../../engine/base/time-units.ts';
import type { Queues } from '../ports/ports.ts';
import { type QueueRecord, readReceiveCount, type UnfinishedRecord } from '../runtime/sqs-batch.ts';
import type { Sending, SendingRun, Waiting } from './sending.ts';
import { retryLater } from './waits.ts';

/** Seconds that a record is hidden at once. SQS allows 12 hours from its delivery, which was a little while ago. */
const longestHidden = 41_400;
/** Deliveries after which a record is replaced: the queue gives it up after 20 (lib/channel.ts). */
const mostDeliveries = 10;
/** Milliseconds: the queue deletes a record four days after it was sent (lib/work-queue.ts), delivered or not. */
const longestStay = 3 * DAY;
/** Seconds; the most that SQS keeps a new message back. */
const longestDelay = 900;

/**
 * The records to hand back; none when a fresh copy took their place. Where their deliveries or their days are nearly
 * used up, they would end among the dead letters, or vanish. Sent before they are acknowledged, so the worst is a copy
 * too many, which the claim absorbs.
 */
export async function keepWaiting(
  { effect, receiveCount }: Sending,
  { until }: Waiting,
  records: readonly QueueRecord[],
  queues: Queues | undefined,
  run: SendingRun,
): Promise<readonly UnfinishedRecord[]> {
  const remaining = Math.max(1, Math.ceil((until - run.now()) / 1000));
  const seconds = Math.min(longestHidden, remaining);
  const fields = { messageId: effect.id, profileId: effect.profileId, reason: 'held_quiet_hours', seconds };
  run.telemetry.info('Sending deferred', fields);
  run.telemetry.count('MessagesDeferred');
  const handBack = (retryAfter: number) => records.map((record) => ({ record, retryAfter }));
  const returnsAt = run.now() + seconds * 1000;
  const isWorn = records.some((record) => isNearlyUsedUp(record, returnsAt));
  if (!isWorn || queues === undefined || effect.kind !== 'SendMessage') return handBack(seconds);
  try {
    const left = await queues.send(effect.channel, [effect], [Math.min(longestDelay, remaining)]);
    if (left.length === 0) return [];
  } catch (error) {
    run.telemetry.error('No fresh copy of a message that waits; its record stays', error, fields);
  }
  return handBack(retryLater({ receiveCount }, run).seconds);
}

function isNearlyUsedUp(record: QueueRecord, returnsAt: number): boolean {
  const sentAt = Number(record.attributes.SentTimestamp);
  return readReceiveCount(record) >= mostDeliveries || returnsAt > sentAt + longestStay;
}
