/** What lazy-sqs.ts loads: both adapters over one client. */

import type { QueueName, Queues, VisibilityTimeouts } from '../../app/ports/queues.ts';
import { createSqsClient } from './client.ts';
import { createSqsQueues } from './queues.ts';
import { createSqsVisibilityTimeouts } from './visibility-timeouts.ts';

export function connectSqs(
  sentTo: Readonly<Partial<Record<QueueName, string>>>,
  ...feeding: readonly [string, ...string[]]
): { readonly queues: Queues; readonly visibility: VisibilityTimeouts } {
  const client = createSqsClient();
  return {
    queues: createSqsQueues(client, sentTo),
    visibility: createSqsVisibilityTimeouts(client, ...feeding),
  };
}
