/** Makes received records of one queue wait before they come again. */
import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Postponer } from '../ports.ts';

export function createSqsPostponer(client: Pick<SQSClient, 'send'>, queueUrl: string): Postponer {
  return {
    async postpone(postponements) {
      await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queueUrl,
          Entries: postponements.map(({ receiptHandle, seconds }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: seconds,
          })),
        }),
      );
    },
  };
}
