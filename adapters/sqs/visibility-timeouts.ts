/** Extends the visibility timeout of received records, to delay their retry. */
import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { VisibilityTimeouts } from '../../app/ports/queues.ts';

/** `queueUrls`: the queues that feed this function. One call is for records of one queue. */
export function createSqsVisibilityTimeouts(
  client: Pick<SQSClient, 'send'>,
  ...queueUrls: readonly [string, ...string[]]
): VisibilityTimeouts {
  return {
    async extend(timeouts) {
      const name = timeouts[0]?.queueArn?.split(':').at(-1);
      await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queueUrls.find((url) => url.endsWith(`/${name}`)) ?? queueUrls[0],
          Entries: timeouts.map(({ receiptHandle, seconds }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: seconds,
          })),
        }),
      );
    },
  };
}
