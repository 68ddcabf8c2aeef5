/** SNS in the local cloud: a service publishes to a topic of the template, and its queues receive the message. */
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { Access } from '../../../local/iam/access.ts';
import { createPublishing } from '../../../local/services/sns/publishing.ts';
import { createSqs } from '../../../local/services/sqs/sqs.ts';
import { createFakeCloud, type FakeCloud } from '../../harness/fake-cloud.ts';

const service = 'social-messaging.amazonaws.com';
const topic = 'arn:aws:sns:us-east-1:000000000000:reports';

let cloud: FakeCloud;
let access: Access;
let reported: string[];
beforeEach(() => {
  cloud = createFakeCloud();
  access = new Access('000000000000');
  reported = [];
});

async function open(subscription: Record<string, unknown> = {}, repeatShare = 0) {
  const clock = new VirtualClock();
  cloud.time = clock.now();
  const sqs = createSqs(cloud, { clock, endpoint: 'http://local', stackName: 'stack', shuffleWindow: 1 });
  const make = async (name: string) =>
    (await sqs.create({ logicalId: name, type: 'AWS::SQS::Queue', properties: { QueueName: name } }))
      .attributes['Arn'] ?? '';
  const [queueArn, deadLetterArn] = [await make('work'), await make('dead')];
  const publishing = createPublishing(cloud, {
    access,
    sqs,
    repeatShare,
    attributeTo: (_caller, run) => run(),
    report: (line) => reported.push(line),
  });
  await publishing.create({
    logicalId: 'Topic',
    type: 'AWS::SNS::Topic',
    properties: { TopicName: 'reports' },
  });
  await publishing.create({
    logicalId: 'Subscription',
    type: 'AWS::SNS::Subscription',
    properties: {
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: queueArn,
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: deadLetterArn },
      ...subscription,
    },
  });
  const receive = async (name: string) => {
    const call = {
      service: 'sqs',
      operation: 'ReceiveMessage',
      principal: { kind: 'operator' },
      requestId: 'r',
    } as const;
    const input = { QueueUrl: name, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
    const { Messages = [] } = (await sqs.handle({ ...call, input })) as { Messages?: { Body: string }[] };
    return Messages.map(({ Body }) => Body);
  };
  return { publishing, receive, queueArn, close: () => sqs.close() };
}

function allow(action: string, resource: string, principal: string, source?: string): void {
  access.attachResourcePolicy({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: principal },
      Action: action,
      Resource: resource,
      ...(source === undefined ? {} : { Condition: { ArnEquals: { 'aws:SourceArn': source } } }),
    },
  });
}

describe('a message of a service', () => {
  it('reaches the queue that has subscribed, as it is', async () => {
    const { publishing, receive, queueArn, close } = await open();
    allow('sns:Publish', topic, service);
    allow('sqs:SendMessage', queueArn, 'sns.amazonaws.com', topic);
    expect(publishing.publishFrom(service, '{"a":1}')).toEqual([topic]);
    expect(await receive('work')).toEqual(['{"a":1}']);
    expect(reported).toEqual([]);
    expect(cloud.units.get('sns.publishes')).toBe(1);
    await close();
  });

  it('arrives in the envelope of SNS without raw delivery', async () => {
    const { publishing, receive, queueArn, close } = await open({ RawMessageDelivery: false });
    allow('sns:Publish', topic, service);
    allow('sqs:SendMessage', queueArn, 'sns.amazonaws.com', topic);
    publishing.publishFrom(service, 'hello');
    const [body = ''] = await receive('work');
    expect(JSON.parse(body)).toMatchObject({ Type: 'Notification', TopicArn: topic, Message: 'hello' });
    await close();
  });

  it('arrives twice where SNS repeats it', async () => {
    const { publishing, receive, queueArn, close } = await open({}, 1);
    allow('sns:Publish', topic, service);
    allow('sqs:SendMessage', queueArn, 'sns.amazonaws.com', topic);
    publishing.publishFrom(service, 'again');
    expect(await receive('work')).toEqual(['again', 'again']);
    await close();
  });

  it('goes to the dead-letter queue and is reported when the queue does not let SNS send', async () => {
    const { publishing, receive, close } = await open();
    allow('sns:Publish', topic, service);
    publishing.publishFrom(service, 'lost');
    expect(await receive('work')).toEqual([]);
    expect(await receive('dead')).toEqual(['lost']);
    expect(reported).toEqual([
      expect.stringMatching(/sns\.amazonaws\.com may not sqs:SendMessage on .*:work/),
    ]);
    await close();
  });

  it('reaches no topic that does not let the service publish', async () => {
    const { publishing, receive, close } = await open();
    expect(publishing.publishFrom(service, 'no')).toEqual([]);
    expect(await receive('work')).toEqual([]);
    await close();
  });
});
