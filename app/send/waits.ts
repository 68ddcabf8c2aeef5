/** How long to wait before a message is tried again. */
import { MINUTE } from '../../engine/base/time-units.ts';
import { computeBackoff } from '../runtime/sqs-batch.ts';
import type { Later, Sending, SendingRun } from './sending.ts';

/**
 * Milliseconds after which an invocation that claimed or settled something has ended: senders time out after 60 s
 * (lib/functions.ts), so it writes nothing later.
 */
export const invocationOver = 5 * MINUTE;

/** Milliseconds to wait for feedback about a message whose call ended without an answer. */
export const feedbackWait = 10 * MINUTE;

/** Returns the record to the queue, each time for longer; at most `remaining` milliseconds where an end is known. */
export function retryLater(
  { receiveCount }: Pick<Sending, 'receiveCount'>,
  { random }: Pick<SendingRun, 'random'>,
  remaining = Number.POSITIVE_INFINITY,
): Later {
  const backoff = computeBackoff(receiveCount, random(), { base: 5 });
  return { kind: 'later', seconds: Math.max(1, Math.min(backoff, Math.ceil(remaining / 1000))) };
}
