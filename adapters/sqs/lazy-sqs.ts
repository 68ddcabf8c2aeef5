/**
 * SQS of a function that needs it for few of its records: loads the client with the first call. It is 20 KB that every
 * cold start would parse, and most touchpoints send no message and finish at once.
 */

import type { QueueName, Queues, VisibilityTimeouts } from '../../app/ports/queues.ts';
import { openOnce } from '../open-once.ts';

/** `sentTo`: the queues to which the function may send; `feeding`: the URLs of the queues that feed it. */
export function openLazySqs(
  sentTo: Readonly<Partial<Record<QueueName, string>>>,
  ...feeding: readonly [string, ...string[]]
): { readonly queues: Queues; readonly visibility: VisibilityTimeouts } {
  const open = openOnce(async () => {
    const { connectSqs } = await import('./connect-sqs.ts');
    return connectSqs(sentTo, ...feeding);
  });
  return {
    queues: { send: async (...call) => (await open()).queues.send(...call) },
    visibility: { extend: async (timeouts) => (await open()).visibility.extend(timeouts) },
  };
}
