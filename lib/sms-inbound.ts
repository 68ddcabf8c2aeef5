/** Receives SMS: End User Messaging publishes them to a topic, whose messages a queue keeps for receive-sms. */
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { createServiceTopic, feedFromTopic } from './service-topic.ts';
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
    const { smsInbound } = settings;
    const created = { service: 'sms-voice.amazonaws.com', logicalId: 'InboundSmsTopic' } as const;
    this.topicArn = smsInbound === 'true' ? createServiceTopic(this, created).topicArn : smsInbound;
    this.optOutList = settings.smsOptOutList || undefined;
    // With the envelope of SNS: it has the moment of the message, which the message lacks.
    const feed = { topicArn: this.topicArn, queue: this.queue, undelivered, isRaw: false };
    feedFromTopic(this, 'Subscription', feed);
    storage.identities.grant(receiveSms, 'BatchGetItem', 'GetItem', 'UpdateItem');
    storage.timeline.grant(receiveSms, 'GetItem', 'PutItem');
    storage.profiles.grant(receiveSms, 'GetItem');
    storage.config.grant(receiveSms, 'GetItem');
    bus.grantPut(receiveSms);
    this.#allowAnswers(receiveSms, settings);
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
