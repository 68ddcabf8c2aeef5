/** Delivers one batch of touchpoints completely: entries that EventBridge did not accept are retried with backoff. */
import type { RefusedTouchpoint, SentTouchpoint, TouchpointSender } from '../ports/touchpoint-sender.ts';

const attempts = 8;
const firstPauseMs = 100;

/** Error codes that a retry cannot fix. */
const permanent =
  /^(MalformedDetail|InvalidArgument|NotAuthorized.*|InvalidAccountId.*|.*NotFound.*|.*SizeLimit.*)$/;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Returns the entries with permanent errors. Throws network errors. `wait` is given in tests. */
export async function deliverBatch(
  sender: TouchpointSender,
  batch: readonly SentTouchpoint[],
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Promise<readonly RefusedTouchpoint[]> {
  const refused: RefusedTouchpoint[] = [];
  let pending = batch;
  for (let attempt = 1; pending.length > 0; attempt += 1) {
    const answers = await sender.send(pending);
    refused.push(...answers.filter(({ code }) => attempt === attempts || permanent.test(code)));
    const again = answers.filter(({ code }) => attempt < attempts && !permanent.test(code));
    pending = again.map(({ touchpoint }) => touchpoint);
    if (pending.length > 0) await wait(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
  }
  return refused;
}
