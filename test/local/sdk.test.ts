/** The storing and sending services, called by AWS's own SDK through the gateway. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PinpointClient, SendMessagesCommand } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { CfnApp } from 'aws-cdk-lib/aws-pinpoint';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  CfnConfigurationSet,
  CfnConfigurationSetEventDestination,
  CfnEmailIdentity,
} from 'aws-cdk-lib/aws-ses';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCloud } from '../../local/cloud.ts';
import type { Cloud } from '../../local/running-cloud.ts';
import { synthesize } from './fixtures/chain-stack.ts';

let cloud: Cloud;
let clients: ReturnType<typeof createClients>;

function createClients(endpoint: string) {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'operator', secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  return {
    dynamodb: new DynamoDBClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    ses: new SESv2Client(config),
    pinpoint: new PinpointClient(config),
    sms: new PinpointSMSVoiceV2Client(config),
    sqs: new SQSClient(config),
  };
}

beforeAll(async () => {
  const { cdkOut } = synthesize((stack) => {
    new TableV2(stack, 'Table', {
      tableName: 'rows',
      partitionKey: { name: 'pk', type: AttributeType.STRING },
    });
    new Bucket(stack, 'Bucket', { bucketName: 'kept' });
    new CfnApp(stack, 'App', { name: 'app' });
    new CfnConfigurationSet(stack, 'Set', { name: 'main' });
    new CfnEmailIdentity(stack, 'Sender', { emailIdentity: 'example.com' });
    const destination = new CfnConfigurationSetEventDestination(stack, 'Events', {
      configurationSetName: 'main',
      eventDestination: {
        matchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'open', 'click'],
        eventBridgeDestination: {
          eventBusArn: stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
        },
      },
    });
    destination.node.addDependency(stack.node.findChild('Set'));
    const queue = new Queue(stack, 'Feedback', { queueName: 'feedback' });
    new Rule(stack, 'Rule', {
      eventPattern: { source: ['aws.ses', 'aws.sms-voice'] },
      targets: [new SqsQueue(queue)],
    });
  });
  cloud = await startCloud({ cdkOut, port: 0, seed: 3, repeats: 0 });
  clients = createClients(cloud.endpoint);
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await cloud.stop();
});
beforeEach(() => cloud.reset());

const sendEmail = (to: string) =>
  clients.ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'hello@example.com',
      Destination: { ToAddresses: [to] },
      ConfigurationSetName: 'main',
      EmailTags: [{ Name: 'message_id', Value: 'm-1' }],
      Content: {
        Simple: {
          Subject: { Data: 'Ciao' },
          Body: { Html: { Data: '<p>però</p>' } },
          Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/u>' }],
        },
      },
    }),
  );

async function readFeedback(): Promise<string[]> {
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'feedback' }));
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = '{}' }) => String(JSON.parse(Body)['detail-type'])).sort();
}

function control(path: string, body?: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const post = { method: 'POST', headers, body: JSON.stringify(body) };
  return fetch(`${cloud.endpoint}/_local/${path}`, body === undefined ? {} : post);
}

describe('DynamoDB', () => {
  it('keeps bytes and numbers, and names a failed condition with the item that is there', async () => {
    const Key = { pk: { S: 'a' } };
    await clients.dynamodb.send(
      new PutItemCommand({
        TableName: 'rows',
        Item: { ...Key, raw: { B: Uint8Array.of(0, 255) }, n: { N: '0.10' } },
      }),
    );
    const { Item } = await clients.dynamodb.send(new GetItemCommand({ TableName: 'rows', Key }));
    expect(Item).toEqual({ ...Key, raw: { B: Uint8Array.of(0, 255) }, n: { N: '0.1' } });
    const update = new UpdateItemCommand({
      TableName: 'rows',
      Key,
      UpdateExpression: 'SET n = :one',
      ConditionExpression: 'attribute_not_exists(pk)',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const error = await clients.dynamodb.send(update).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect((error as ConditionalCheckFailedException).Item).toMatchObject({ n: { N: '0.1' } });
  });
});

describe('S3', () => {
  it('keeps a body and its metadata, lists it, and names a missing key', async () => {
    const Bucket = 'kept';
    await clients.s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a b/è.json',
        Body: '{"a":1}',
        ContentType: 'application/json',
        Metadata: { reason: 'late' },
      }),
    );
    const object = await clients.s3.send(new GetObjectCommand({ Bucket, Key: 'a b/è.json' }));
    expect(await object.Body?.transformToString()).toBe('{"a":1}');
    expect(object).toMatchObject({ ContentType: 'application/json', Metadata: { reason: 'late' } });
    const head = await clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'a b/è.json' }));
    expect(head.ContentLength).toBe(7);
    const { Contents } = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a b/' }));
    expect(Contents).toMatchObject([{ Key: 'a b/è.json', Size: 7 }]);
    await expect(clients.s3.send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toBeInstanceOf(
      NoSuchKey,
    );
  });
});

describe('SES', () => {
  it('sends, and its feedback passes the default bus to the matching rules', async () => {
    const { MessageId } = await sendEmail('ada@example.org');
    await cloud.idle();
    expect(await readFeedback()).toEqual(['Email Delivered', 'Email Sent']);
    const messages = await (await control('messages?channel=email&limit=5')).json();
    expect(messages).toMatchObject([
      { id: MessageId, to: 'ada@example.org', html: '<p>però</p>', tags: { message_id: 'm-1' } },
    ]);
  });

  it('suppresses an address once a person bounces, and lists it by date', async () => {
    const { MessageId } = await sendEmail('bob@example.org');
    const engaged = await control('engage', { messageId: MessageId, type: 'bounce' });
    expect(await engaged.json()).toEqual({ published: true, detailType: 'Email Bounced' });
    const since = new Date(cloud.clock.now() - 1000);
    const { SuppressedDestinationSummaries } = await clients.ses.send(
      new ListSuppressedDestinationsCommand({ StartDate: since, Reasons: ['BOUNCE'] }),
    );
    expect(SuppressedDestinationSummaries).toMatchObject([
      { EmailAddress: 'bob@example.org', Reason: 'BOUNCE' },
    ]);
    const found = await clients.ses.send(
      new GetSuppressedDestinationCommand({ EmailAddress: 'bob@example.org' }),
    );
    expect(found.SuppressedDestination?.LastUpdateTime).toBeInstanceOf(Date);
    expect((await control('engage', { messageId: 'none', type: 'open' })).status).toBe(404);
  });

  it('refuses an address that is none, by the name the SDK knows', async () => {
    await expect(sendEmail('unknown')).rejects.toMatchObject({ name: 'BadRequestException' });
  });
});

describe('SMS and push', () => {
  it('answer by address, and report by message id', async () => {
    const pinpoint = await clients.pinpoint.send(
      new SendMessagesCommand({
        ApplicationId: '0123456789abcdef0123456789abcdef',
        MessageRequest: {
          Addresses: { 'good-1': { ChannelType: 'GCM' }, 'invalid-1': { ChannelType: 'APNS' } },
          MessageConfiguration: {
            GCMMessage: { Title: 'Hi', Body: 'there' },
            APNSMessage: { Body: 'there' },
          },
        },
      }),
    );
    expect(pinpoint.MessageResponse?.Result).toMatchObject({
      'good-1': { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200 },
      'invalid-1': { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 410 },
    });
    const sms = new SendTextMessageCommand({
      DestinationPhoneNumber: '+390612345678',
      OriginationIdentity: 'SHOP',
      MessageBody: 'Ciao',
    });
    expect((await clients.sms.send(sms)).MessageId).toBeDefined();
    await cloud.idle();
    expect(await readFeedback()).toEqual(Array(2).fill('Text Message Delivery Status Updated'));
    const bad = new SendTextMessageCommand({
      DestinationPhoneNumber: '06',
      OriginationIdentity: 'SHOP',
      MessageBody: 'x',
    });
    await expect(clients.sms.send(bad)).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'FIELD_VALIDATION_FAILED',
    });
  });
});
