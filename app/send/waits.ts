/** How long to wait before a message is tried again. */
import { HOUR, MINUTE } from '../../engine/base/time-units.ts';
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
  { receiveCount, backoff = { base: 5 } }: Pick<Sending, 'receiveCount' | 'backoff'>,
  { random }: Pick<SendingRun, 'random'>,
  remaining = Number.POSITIVE_INFINITY,
): Later {
  const seconds = computeBackoff(receiveCount, random(), backoff);
  return { kind: 'later', seconds: Math.max(1, Math.min(seconds, Math.ceil(remaining / 1000))) };
}

/** Seconds: a receiver that asks for more is called again after this time. */
const longestAsked = HOUR / 1000;

/** As retryLater, but not before the receiver's `retryAfter` (seconds) is over; then up to a tenth later, at random. */
export function retryAsAsked(
  delivery: Pick<Sending, 'receiveCount' | 'backoff'>,
  run: Pick<SendingRun, 'random'>,
  retryAfter: number | undefined,
): Later {
  const later = retryLater(delivery, run);
  if (retryAfter === undefined) return later;
  const asked = Math.ceil(Math.min(retryAfter, longestAsked) * (1 + run.random() / 10));
  return { kind: 'later', seconds: Math.max(later.seconds, asked) };
}
