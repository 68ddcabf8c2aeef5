/** The dead-letter queues of a stage: count, show and redrive their messages. */
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetterQueue, DeadLetters } from '../../app/ports/dead-letters.ts';

/** Derived from the logical ids that lib/work-queue.ts and lib/undelivered.ts pin. */
const deadLetterName = /(?:^|-)([A-Za-z]+)QueueDeadLetters(?:-[A-Za-z0-9]+)?$/;
const undeliveredName = /(?:^|-)UndeliveredEvents(?:-[A-Za-z0-9]+)?$/;
/** Seconds that a message is hidden while it is shown: long enough to receive the others. */
const hiddenSeconds = 20;
/** SQS receives and sends ten at a time. */
const pageSize = 10;

export function createDeadLetters(client: Pick<SQSClient, 'send'>, stackName: string): DeadLetters {
  return {
    async list() {
      const { QueueUrls = [] } = await client.send(
        new ListQueuesCommand({ QueueNamePrefix: `${stackName}-`, MaxResults: 1000 }),
      );
      const named = QueueUrls.flatMap((url) => {
        const name = readName(url);
        return name === undefined ? [] : [{ name, url }];
      });
      const queues = await Promise.all(named.map((each) => readQueue(client, each)));
      return queues.toSorted((left, right) => (left.name < right.name ? -1 : 1));
    },

    async peek(queue, limit) {
      const seen = new Map<string, Message>();
      while (seen.size < limit) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: queue.url,
            MaxNumberOfMessages: Math.min(pageSize, limit - seen.size),
            VisibilityTimeout: hiddenSeconds,
            MessageSystemAttributeNames: ['SentTimestamp'],
            MessageAttributeNames: ['All'],
          }),
        );
        const fresh = Messages.filter(({ MessageId }) => !seen.has(MessageId ?? ''));
        for (const message of fresh) seen.set(message.MessageId ?? '', message);
        if (fresh.length === 0) break;
      }
      await showAgain(client, queue, [...seen.values()]);
      return [...seen.values()].map(toDeadLetter);
    },

    async redrive(queue) {
      await client.send(new StartMessageMoveTaskCommand({ SourceArn: queue.arn }));
    },
  };
}

function readName(url: string): string | undefined {
  const physical = url.slice(url.lastIndexOf('/') + 1);
  if (undeliveredName.test(physical)) return 'undelivered';
  const [, logical] = deadLetterName.exec(physical) ?? [];
  return logical?.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

async function readQueue(
  client: Pick<SQSClient, 'send'>,
  { name, url }: { readonly name: string; readonly url: string },
): Promise<DeadLetterQueue> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'],
    }),
  );
  return {
    name,
    url,
    arn: Attributes['QueueArn'] ?? '',
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
  };
}

async function showAgain(
  client: Pick<SQSClient, 'send'>,
  { url }: DeadLetterQueue,
  messages: readonly Message[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += pageSize) {
    await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: messages.slice(start, start + pageSize).map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    );
  }
}

function toDeadLetter({ MessageId, Body, Attributes, MessageAttributes = {} }: Message): DeadLetter {
  return {
    id: MessageId ?? '',
    body: Body ?? '',
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  };
}
