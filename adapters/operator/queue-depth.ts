/** Counts the messages of one SQS queue. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../../app/ports/queues.ts';

/** A message that waits for hours is hidden: its sender received it, and changed its visibility. */
const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

export function createQueueDepth(client: Pick<SQSClient, 'send'>, url: string): QueueDepth {
  return {
    async count() {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...counts] }),
      );
      return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
  };
}
