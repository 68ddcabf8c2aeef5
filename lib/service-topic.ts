/** Topics to which a service of AWS publishes, and the queues that receive their messages. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { omitAbsent } from '../engine/base/omit-absent.ts';
import { acceptTopic } from './accepted-rules.ts';
import { pinLogicalId } from './logical-id.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export interface ServiceTopicProps {
  /** `sms-voice.amazonaws.com`. */
  readonly service: string;
  /** The service is configured with its ARN, so that it stays. */
  readonly logicalId: Parameters<typeof pinLogicalId>[1];
  readonly topicName?: string;
}

/** Only the service may publish, for this account. */
export function createServiceTopic(
  scope: Construct,
  { service, logicalId, ...names }: ServiceTopicProps,
): Topic {
  const topic = new Topic(scope, 'Topic', { ...names, enforceSSL: true });
  pinLogicalId(topic, logicalId);
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(service)],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  return topic;
}

export interface TopicFeed {
  readonly topicArn: string;
  readonly queue: WorkQueue;
  readonly undelivered: Undelivered;
  /** Without the envelope of SNS. */
  readonly isRaw: boolean;
}

/** What the queue does not accept is undelivered. */
export function feedFromTopic(
  scope: Construct,
  id: string,
  { topicArn, queue: { queue }, undelivered, isRaw }: TopicFeed,
): void {
  new CfnSubscription(scope, id, {
    topicArn,
    protocol: 'sqs',
    endpoint: queue.queueArn,
    ...omitAbsent({ rawMessageDelivery: isRaw ? true : undefined }),
    redrivePolicy: { deadLetterTargetArn: undelivered.queue.queueArn },
  });
  for (const receiver of [queue, undelivered.queue]) acceptTopic(receiver, topicArn);
}
