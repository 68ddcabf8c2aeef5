/** How long to wait before a message is looked at again. */
import { MINUTE } from '../../engine/base/time-units.ts';
import { computeBackoff } from '../runtime/sqs-batch.ts';
import type { Later, Sending, SendingRun } from './sending.ts';

/**
 * Milliseconds after which an invocation that claimed or settled something is over for sure: senders end after 60 s
 * (lib/functions.ts), so whatever it did not write by then it never will.
 */
export const invocationOver = 5 * MINUTE;

/** Milliseconds that feedback gets to name a message whose call ended without an answer. */
export const feedbackWait = 10 * MINUTE;

/** Back to the queue, each time for longer; never beyond `remaining` milliseconds where an end is known. */
export function retryLater(
  { receiveCount }: Pick<Sending, 'receiveCount'>,
  { random }: Pick<SendingRun, 'random'>,
  remaining = Number.POSITIVE_INFINITY,
): Later {
  const backoff = computeBackoff(receiveCount, random(), { base: 5 });
  return { kind: 'later', seconds: Math.max(1, Math.min(backoff, Math.ceil(remaining / 1000))) };
}
