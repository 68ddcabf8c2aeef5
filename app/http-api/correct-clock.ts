/** Corrects the time of a call by how wrong the sender's clock is, as Segment's servers do. */
import { isObject } from '../../engine/base/json.ts';
import { DAY } from '../../engine/base/time-units.ts';
import { parseTimestamp } from '../../engine/touchpoint/parse-timestamp.ts';

/**
 * Milliseconds. A smaller difference is the time of travel: the moment is left as it is, so that a call that is sent
 * again has the same moment.
 */
export const clockTolerance = 10_000;

/** Milliseconds that a client keeps a call at most: about a hundred years. Above it, one of its clocks is broken. */
const longestDelay = 36_525 * DAY;

/**
 * `timestamp` becomes `receivedAt - (sentAt - timestamp)`, and the original stays in `originalTimestamp`. What cannot be
 * read stays as it is: the pipeline rejects it. Nothing occurs after its receipt: a call that was made after it was sent
 * occurs when it is received. `batchSentAt`: of the body, where the call has none. `receivedAt` in
 * epoch ms.
 */
export function correctClock(call: unknown, batchSentAt: unknown, receivedAt: number): unknown {
  if (!isObject(call)) return call;
  const { sentAt: ownSentAt, ...rest } = call;
  const stated = rest['timestamp'] ?? rest['originalTimestamp'];
  const [sent, at] = [readMoment(ownSentAt ?? batchSentAt), readMoment(stated)];
  if (stated === undefined || stated === null) return rest;
  if (sent === undefined || at === undefined || Math.abs(receivedAt - sent) < clockTolerance)
    return { ...rest, timestamp: stated };
  const timestamp = new Date(boundMoment(sent - at, at, receivedAt));
  return { ...rest, timestamp: timestamp.toISOString(), originalTimestamp: stated };
}

/** The pipeline rejects a moment of the far future, and one that is no date: the call would be lost for a broken clock. */
function boundMoment(delay: number, at: number, receivedAt: number): number {
  const corrected = receivedAt - (delay > longestDelay ? receivedAt - at : delay);
  return Math.min(corrected, receivedAt);
}

function readMoment(value: unknown): number | undefined {
  const parsed = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return parsed?.ok === true ? parsed.at : undefined;
}
