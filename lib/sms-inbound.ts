/** Receives SMS: End User Messaging publishes them to a topic, whose messages a queue keeps for receive-sms. */
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import { WorkQueue } from './work-queue.ts';

export interface SmsInboundProps {
  readonly receiveSms: PercorsoFunction;
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  readonly undelivered: Undelivered;
  readonly settings: Settings;
}

const sendingNumbers = 'phone-number/*';

export class SmsInbound extends Construct {
  readonly queue: WorkQueue;
  readonly receiveSms: PercorsoFunction;
  /** Two-way numbers are configured to publish to it. */
  readonly topicArn: string;
  /** Undefined: none is followed. */
  readonly optOutList: string | undefined;

  constructor(scope: Construct, id: string, props: SmsInboundProps) {
    super(scope, id);
    const { receiveSms, storage, bus, undelivered, settings } = props;
    this.receiveSms = receiveSms;
    this.queue = new WorkQueue(this, 'Inbound', {
      logicalId: 'InboundSmsQueue',
      variable: 'INBOUND_SMS',
      consumer: receiveSms,
      // Replies to a campaign arrive in bursts, and no one waits for one.
      concurrency: 5,
      attempts: 10,
      consumerDelays: false,
    });
    this.topicArn = settings.smsInbound === 'true' ? this.#createTopic() : settings.smsInbound;
    this.optOutList = settings.smsOptOutList || undefined;
    this.#subscribe(undelivered);
    storage.identities.grant(receiveSms, 'BatchGetItem', 'GetItem', 'UpdateItem');
    storage.timeline.grant(receiveSms, 'GetItem', 'PutItem');
    storage.profiles.grant(receiveSms, 'GetItem');
    storage.config.grant(receiveSms, 'GetItem');
    bus.grantPut(receiveSms);
    this.#allowAnswers(receiveSms, settings);
  }

  #createTopic(): string {
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    // Numbers are configured with its ARN.
    pinLogicalId(topic, 'InboundSmsTopic');
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sms-voice.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return topic.topicArn;
  }

  /** With the envelope of SNS: it has the moment of the message, which the message lacks. */
  #subscribe(undelivered: Undelivered): void {
    const { queue } = this.queue;
    new CfnSubscription(this, 'Subscription', {
      topicArn: this.topicArn,
      protocol: 'sqs',
      endpoint: queue.queueArn,
      redrivePolicy: { deadLetterTargetArn: undelivered.queue.queueArn },
    });
    for (const target of [queue, undelivered.queue])
      target.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('sns.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [target.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': this.topicArn } },
        }),
      );
  }

  #allowAnswers(receiveSms: PercorsoFunction, { smsOptOutList, smsOptOuts }: Settings): void {
    receiveSms.setVariable('SMS_OPT_OUT_LIST', smsOptOutList);
    receiveSms.setVariable('SMS_OPT_OUTS', smsOptOuts);
    const arn = (resource: string) =>
      Stack.of(this).formatArn({ service: 'sms-voice', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    receiveSms.allow(['sms-voice:SendTextMessage'], [arn(sendingNumbers)]);
    if (smsOptOutList !== '')
      receiveSms.allow(
        ['sms-voice:PutOptedOutNumber', 'sms-voice:DeleteOptedOutNumber'],
        [arn(`opt-out-list/${smsOptOutList}`)],
      );
    Validations.of(receiveSms).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:${sendingNumbers}]`,
      reason:
        'A reply is answered from the number that it came to; IAM names numbers by id, which a reply lacks.',
    });
  }
}
