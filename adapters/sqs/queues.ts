/** Sends to Percorso's queues by name, ten bodies per call. */

import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { encodeBody } from '../../app/ports/queue-body.ts';
import type { QueueName, Queues } from '../../app/ports/queues.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';

/** A function sent to a queue whose address it does not have. */
export class QueueUnknownError extends Error {
  readonly code = 'queue_unknown';
  readonly queue: string;
  constructor(queue: string) {
    super(`No address for queue '${queue}': the function's environment in lib/ does not set it.`);
    this.name = 'QueueUnknownError';
    this.queue = queue;
  }
}

/** `urls`: the queues to which this function may send. */
export function createSqsQueues(
  client: Pick<SQSClient, 'send'>,
  urls: Readonly<Partial<Record<QueueName, string>>>,
): Queues {
  return {
    async send(queue, bodies, delays = []) {
      const url = urls[queue];
      if (url === undefined) throw new QueueUnknownError(queue);
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: url,
          Entries: bodies.map((body, index) => {
            const seconds = delays[index] ?? 0;
            const delay = omitAbsent({ DelaySeconds: seconds === 0 ? undefined : seconds });
            return { Id: String(index), MessageBody: encodeBody(body), ...delay };
          }),
        }),
      );
      const failed = new Set(Failed.map(({ Id }) => Id));
      return bodies.filter((_, index) => failed.has(String(index)));
    },
  };
}
