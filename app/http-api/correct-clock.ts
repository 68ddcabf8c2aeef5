/** Corrects the time of a call by how wrong the sender's clock is, as Segment's servers do. */
import { isObject } from '../../engine/base/json.ts';
import { parseTimestamp } from '../../engine/touchpoint/parse-timestamp.ts';

/**
 * Milliseconds. A smaller difference is the time of travel: the moment is left as it is, so that a call that is sent
 * again has the same moment.
 */
export const clockTolerance = 10_000;

/**
 * `timestamp` becomes `receivedAt - (sentAt - timestamp)`, and the original stays in `originalTimestamp`. What cannot be
 * read stays as it is: the pipeline rejects it. `batchSentAt`: of the body, where the call has none. `receivedAt` in
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
  const timestamp = new Date(receivedAt - (sent - at));
  if (Number.isNaN(timestamp.getTime())) return { ...rest, timestamp: stated };
  return { ...rest, timestamp: timestamp.toISOString(), originalTimestamp: stated };
}

function readMoment(value: unknown): number | undefined {
  const parsed = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return parsed?.ok === true ? parsed.at : undefined;
}
