/** The local SQS through the SDK client: what the API promises about batches, errors and dead letters. */

import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCloud } from '../../../../local/cloud.ts';
import type { Cloud } from '../../../../local/running-cloud.ts';
import { synthesize } from '../../fixtures/chain-stack.ts';

let cloud: Cloud;
let client: SQSClient;
let url: string;
let deadUrl: string;

beforeAll(async () => {
  const { cdkOut } = synthesize((stack) => {
    const dead = new Queue(stack, 'Dead', { queueName: 'dead' });
    new Queue(stack, 'Main', {
      queueName: 'main',
      visibilityTimeout: Duration.seconds(30),
      deadLetterQueue: { queue: dead, maxReceiveCount: 2 },
    });
  });
  cloud = await startCloud({ cdkOut, port: 0, seed: 5, shuffleWindow: 1 });
  client = new SQSClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'operator', secretAccessKey: 'x' },
  });
  url = `${cloud.endpoint}/000000000000/main`;
  deadUrl = `${cloud.endpoint}/000000000000/dead`;
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});
beforeEach(() => cloud.reset());

const receive = async (from = url, wait = 0): Promise<{ body: string; receipt: string }[]> => {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, WaitTimeSeconds: wait }),
  );
  return Messages.map(({ Body = '', ReceiptHandle = '' }) => ({ body: Body, receipt: ReceiptHandle }));
};
const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
const moveClock = (seconds: number) => cloud.advance(cloud.clock.now() + seconds * 1000);

describe('a message', () => {
  it('is hidden after a receive, and back after the visibility timeout', async () => {
    await send('one');
    expect(await receive()).toHaveLength(1);
    expect(await receive()).toHaveLength(0);
    await moveClock(31);
    expect((await receive()).map(({ body }) => body)).toEqual(['one']);
  });

  it('is gone once deleted', async () => {
    await send('one');
    const [message] = await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.receipt }));
    await moveClock(31);
    expect(await receive()).toEqual([]);
  });

  it('comes at once when its visibility is set to zero', async () => {
    await send('one');
    const [message] = await receive();
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: message?.receipt,
        VisibilityTimeout: 0,
      }),
    );
    expect(await receive()).toHaveLength(1);
  });

  it('waits out its delay in virtual time', async () => {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'late', DelaySeconds: 900 }));
    expect(await receive()).toEqual([]);
    await moveClock(901);
    expect(await receive()).toHaveLength(1);
  });

  it('goes to the dead-letter queue after its last receive, and back by a move task', async () => {
    await send('poison');
    await receive();
    await moveClock(31);
    await receive();
    await moveClock(31);
    expect(await receive()).toEqual([]);
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes?.['ApproximateNumberOfMessages']).toBe('1');
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.['QueueArn'] }));
    expect((await receive()).map(({ body }) => body)).toEqual(['poison']);
  });

  it('reaches a client that waits for it', async () => {
    const waiting = receive(url, 20);
    await send('awaited');
    expect((await waiting).map(({ body }) => body)).toEqual(['awaited']);
  });

  it('is dropped when it outlives the retention period', async () => {
    await send('old');
    await moveClock(345_601);
    expect(await receive()).toEqual([]);
  });

  it('may be one mebibyte long, no more', async () => {
    await send('x'.repeat(1_048_576));
    await expect(send('x'.repeat(1_048_577))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });
});

describe('a batch', () => {
  it('answers each bad entry by itself', async () => {
    const answer = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', MessageBody: 'x' },
          { Id: 'bad', MessageBody: '\u0001' },
        ],
      }),
    );
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
  });

  it('is refused as a whole when too long, empty or with one id twice', async () => {
    const sendBatch = (ids: string[]) =>
      client.send(
        new SendMessageBatchCommand({ QueueUrl: url, Entries: ids.map((Id) => ({ Id, MessageBody: 'x' })) }),
      );
    await expect(sendBatch([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
    await expect(sendBatch(['a', 'a'])).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
    const eleven = Array.from({ length: 11 }, (_, i) => `m${i}`);
    await expect(sendBatch(eleven)).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequest' });
  });

  it('is billed by its payload: a request per started 64 KB', async () => {
    const Entries = [1, 2].map((i) => ({ Id: `m${i}`, MessageBody: 'x'.repeat(65_536) }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    const messages = await receive();
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: messages.map(({ receipt }, i) => ({ Id: `d${i}`, ReceiptHandle: receipt })),
      }),
    );
    expect(cloud.meter.read().units['sqs.requests']).toBe(2 + 2 + 1);
  });
});

describe('an error', () => {
  it('has the name the SDK knows', async () => {
    const missing = client.send(new SendMessageCommand({ QueueUrl: `${url}-none`, MessageBody: 'x' }));
    await expect(missing).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});
