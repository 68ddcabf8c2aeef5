/** Reads the messages of dead-letter queues, removes some of them and shows the others again. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetterSweeper } from '../../app/ports/dead-letters.ts';

/** SQS receives and changes ten at a time. */
const pageSize = 10;
/** Long enough to receive all messages of a queue. */
const hiddenSeconds = 300;

export function createDeadLetterSweeper(
  client: Pick<SQSClient, 'send'>,
  queues: readonly string[],
): DeadLetterSweeper {
  return {
    listQueues: async () => queues,

    async countHidden(queue) {
      const name = 'ApproximateNumberOfMessagesNotVisible';
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [name] }),
      );
      return Number(Attributes?.[name] ?? 0);
    },

    async receive(queue) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queue,
          MaxNumberOfMessages: pageSize,
          VisibilityTimeout: hiddenSeconds,
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      return Messages.map(({ MessageId = '', Body = '', Attributes, ReceiptHandle = '' }) => ({
        ...{ id: MessageId, body: Body, handle: ReceiptHandle },
        sentAt: Number(Attributes?.SentTimestamp ?? 0),
      }));
    },

    async remove(queue, handle) {
      await client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: handle }));
    },

    async show(queue, handles) {
      for (let start = 0; start < handles.length; start += pageSize)
        await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queue,
            Entries: handles.slice(start, start + pageSize).map((handle, index) => ({
              ...{ Id: String(index), ReceiptHandle: handle, VisibilityTimeout: 0 },
            })),
          }),
        );
    },
  };
}
