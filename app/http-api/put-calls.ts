/** Puts the events of a request on the bus, all or none as far as the client is concerned. */
import type { RefusedTouchpoint, SentTouchpoint, TouchpointSender } from '../ports/touchpoint-sender.ts';

export interface PutProblem {
  /** EventBridge's error code. */
  readonly code: string;
  readonly isThrottled: boolean;
}

const callEntries = 10;
/** Milliseconds before the entries that were not accepted are put once more. */
const pauseMs = 100;

const throttling = 'ThrottlingException';

/** Undefined: the bus has accepted every event. Throws other errors of the call. */
export async function putCalls(
  events: readonly SentTouchpoint[],
  sender: Pick<TouchpointSender, 'send'>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<PutProblem | undefined> {
  try {
    return await putTwice(events, sender, sleep);
  } catch (error) {
    // EventBridge throttles single entries, or the whole call.
    if (!(error instanceof Error) || error.name !== throttling) throw error;
    return { code: throttling, isThrottled: true };
  }
}

async function putTwice(
  events: readonly SentTouchpoint[],
  sender: Pick<TouchpointSender, 'send'>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<PutProblem | undefined> {
  const refused = await putAll(events, sender);
  if (refused.length === 0) return undefined;
  await sleep(pauseMs);
  const [left] = await putAll(
    refused.map(({ touchpoint }) => touchpoint),
    sender,
  );
  return left === undefined ? undefined : { code: left.code, isThrottled: left.code === throttling };
}

async function putAll(
  events: readonly SentTouchpoint[],
  sender: Pick<TouchpointSender, 'send'>,
): Promise<readonly RefusedTouchpoint[]> {
  const refused: RefusedTouchpoint[] = [];
  for (let start = 0; start < events.length; start += callEntries) {
    refused.push(...(await sender.send(events.slice(start, start + callEntries))));
  }
  return refused;
}
