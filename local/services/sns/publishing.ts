/** Topics of the template: AWS services publish to them, and SNS delivers to the queues that have subscribed. */

import type { Access } from '../../iam/access.ts';
import type { CloudContext, ResolvedResource, ResourceHandle } from '../../service.ts';
import type { ResourceMaker } from '../../template/deploy.ts';
import type { SqsService } from '../sqs/sqs.ts';

export interface Publishing extends ResourceMaker {
  /**
   * Publishes to every topic of the template on which the service (`social-messaging.amazonaws.com`) may publish; returns
   * their ARNs. Topics from outside the template receive nothing.
   */
  publishFrom(service: string, message: string): readonly string[];
}

export interface PublishingPlaces {
  readonly access: Access;
  readonly sqs: SqsService;
  /** Share of messages that SNS delivers a second time. */
  readonly repeatShare: number;
  attributeTo<T>(caller: string, run: () => T): T;
  report(line: string): void;
}

interface Subscription {
  readonly topicArn: string;
  readonly queueArn: string;
  readonly isRaw: boolean;
  readonly deadLetterArn: string;
}

const billedSize = 65_536;

export function createPublishing(context: CloudContext, places: PublishingPlaces): Publishing {
  const topics: string[] = [];
  const subscriptions: Subscription[] = [];

  function createTopic({ logicalId, properties }: ResolvedResource): ResourceHandle {
    const name = String(properties['TopicName'] ?? logicalId);
    const arn = `arn:aws:sns:${context.region}:${context.accountId}:${name}`;
    topics.push(arn);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  }

  /** Other protocols than `sqs` are accepted and receive nothing. */
  function createSubscription({ logicalId, properties }: ResolvedResource): ResourceHandle {
    const topicArn = String(properties['TopicArn']);
    const redrive = (properties['RedrivePolicy'] ?? {}) as { deadLetterTargetArn?: string };
    if (properties['Protocol'] === 'sqs') {
      subscriptions.push({
        topicArn,
        queueArn: String(properties['Endpoint']),
        isRaw: String(properties['RawMessageDelivery']) === 'true',
        deadLetterArn: redrive.deadLetterTargetArn ?? '',
      });
    }
    return { ref: `${topicArn}:${logicalId}`, attributes: { Arn: `${topicArn}:${logicalId}` } };
  }

  function deliver({ topicArn, queueArn, isRaw, deadLetterArn }: Subscription, message: string): void {
    const body = isRaw ? message : JSON.stringify(wrap(topicArn, message));
    const queue = places.sqs.findQueue(queueArn);
    const isAllowed = places.access.isAllowed(
      { kind: 'aws', service: 'sns.amazonaws.com' },
      { action: 'sqs:SendMessage', resource: queueArn },
      { 'aws:SourceArn': topicArn },
    );
    const target = isAllowed ? queue : undefined;
    if (target === undefined)
      places.report(`sns.amazonaws.com may not sqs:SendMessage on ${queueArn} for ${topicArn}`);
    const receiver = target ?? places.sqs.findQueue(deadLetterArn);
    if (receiver === undefined) return;
    places.attributeTo('sns.amazonaws.com', () => places.sqs.deliver(receiver, { MessageBody: body }));
  }

  function wrap(topicArn: string, message: string): object {
    return {
      Type: 'Notification',
      MessageId: context.newId(),
      TopicArn: topicArn,
      Message: message,
      Timestamp: new Date(context.now()).toISOString(),
      SignatureVersion: '1',
    };
  }

  return {
    resourceTypes: ['AWS::SNS::Topic', 'AWS::SNS::Subscription'],
    create: async (resource) =>
      resource.type === 'AWS::SNS::Topic' ? createTopic(resource) : createSubscription(resource),
    publishFrom(service, message) {
      const source = { 'aws:SourceAccount': context.accountId };
      const allowed = topics.filter((resource) =>
        places.access.isAllowed({ kind: 'aws', service }, { action: 'sns:Publish', resource }, source),
      );
      for (const topicArn of allowed) {
        context.meter.count('sns.publishes', Math.ceil(Buffer.byteLength(message) / billedSize), topicArn);
        const times = context.random() < places.repeatShare ? 2 : 1;
        for (const subscription of subscriptions) {
          if (subscription.topicArn !== topicArn) continue;
          for (let i = 0; i < times; i += 1) deliver(subscription, message);
        }
      }
      return allowed;
    },
  };
}
