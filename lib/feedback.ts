/** The queue for reports of SES and End User Messaging with its consumer, and the lists of both as the second source. */

import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import type { WhatsApp } from './whatsapp.ts';
import { WorkQueue } from './work-queue.ts';

export interface FeedbackProps {
  readonly bus: PercorsoBus;
  readonly undelivered: Undelivered;
  readonly configurationSetNames: readonly string[];
  /** End User Messaging sends the SMS, and reports them on the default bus. */
  readonly isSmsReported: boolean;
  readonly recordFeedback: PercorsoFunction;
  readonly advanceProfile: PercorsoFunction;
  readonly profileQueue: WorkQueue;
  /** Maximum concurrency of record-feedback. */
  readonly concurrency: number;
  readonly reconcileSuppressions: PercorsoFunction;
  /** The opt-out list of End User Messaging that is read; empty = none. */
  readonly optOutList: string;
  readonly storage: Storage;
  /** Undefined: the stage has no such channel. */
  readonly whatsApp: WhatsApp | undefined;
}

export class Feedback extends Construct {
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: FeedbackProps) {
    super(scope, id);
    const { storage, recordFeedback } = props;
    // Of its own: a million opens must not delay a touchpoint.
    this.queue = new WorkQueue(this, 'Reports', {
      logicalId: 'FeedbackQueue',
      variable: 'FEEDBACK',
      consumer: recordFeedback,
      concurrency: props.concurrency,
      attempts: 10,
      consumerDelays: true,
      // Full batches cost a fraction: one item counts ten reports. No one waits for a report.
      batchingWindow: 2,
    });
    storage.timeline.grant(recordFeedback, 'GetItem', 'UpdateItem');
    // When the person used the address.
    storage.identities.grant(recordFeedback, 'UpdateItem');
    storage.config.grant(recordFeedback, 'GetItem');
    storage.statistics.grant(recordFeedback, 'GetItem', 'PutItem');
    props.profileQueue.grantSend(recordFeedback);
    // Reports that were on the profile queue when this queue was deployed.
    this.queue.grantSend(props.advanceProfile);
    this.#forward('Email', props, {
      source: ['aws.ses'],
      detail: { mail: { tags: { 'ses:configuration-set': [...props.configurationSetNames] } } },
    });
    if (props.isSmsReported) {
      // A report identifies its stage by the message id alone: record-feedback looks it up.
      this.#forward('Sms', props, {
        source: ['aws.sms-voice'],
        detailType: ['Text Message Delivery Status Updated'],
        detail: { eventType: Match.anythingBut('TEXT_PENDING', 'TEXT_QUEUED', 'TEXT_SENT', 'TEXT_UNKNOWN') },
      });
    }
    props.bus.feedFeedback(this.queue);
    this.#receiveReplies(props);
    this.#reconcile(props);
  }

  #forward(id: string, props: FeedbackProps, eventPattern: EventPattern): void {
    const rule = new Rule(this, `${id}Forward`, {
      eventBus: EventBus.fromEventBusName(this, `${id}DefaultBus`, 'default'),
      description: `${id} feedback to the feedback queue`,
      eventPattern,
    });
    // Straight from the default bus: AWS's own events cost nothing there, and $1 per million on another bus.
    props.undelivered.deliver(rule, this.queue);
  }

  /** The topic of WhatsApp also has what people write: a second queue and function would cost $0.46 a month while idle. */
  #receiveReplies({ whatsApp, recordFeedback, storage, bus }: FeedbackProps): void {
    if (whatsApp === undefined) {
      const unused = ['PROFILES_TABLE', 'EVENT_BUS_NAME', 'WHATSAPP_PHONE_NUMBER'];
      for (const name of unused) recordFeedback.setVariable(name, '');
      return;
    }
    whatsApp.feed('Reports', this.queue);
    whatsApp.allowSending(recordFeedback);
    storage.identities.grant(recordFeedback, 'BatchGetItem', 'GetItem', 'PutItem');
    storage.timeline.grant(recordFeedback, 'PutItem');
    storage.profiles.grant(recordFeedback, 'GetItem');
    bus.grantPut(recordFeedback);
  }

  #reconcile({ reconcileSuppressions, optOutList, storage, bus, undelivered }: FeedbackProps): void {
    // Keeps the state of listed addresses, and reports what people stated by links while the bus was down.
    storage.identities.grant(reconcileSuppressions, 'BatchGetItem', 'GetItem', 'UpdateItem');
    storage.identities.grantIndex(reconcileSuppressions, 'unreported');
    // The salt of the hashes of erased addresses.
    storage.config.grantItems(reconcileSuppressions, ['GetItem'], ['ERASURE']);
    bus.grantPut(reconcileSuppressions);
    reconcileSuppressions.allow(['ses:ListSuppressedDestinations'], ['*']);
    reconcileSuppressions.setVariable('SMS_OPT_OUT_LIST', optOutList);
    if (optOutList !== '') {
      const list = { service: 'sms-voice', resource: 'opt-out-list', resourceName: optOutList };
      const arn = Stack.of(this).formatArn({ ...list, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
      reconcileSuppressions.allow(['sms-voice:DescribeOptedOutNumbers'], [arn]);
    }
    invokeOnSchedule(this, 'Hourly', {
      target: reconcileSuppressions,
      every: Duration.hours(1),
      undelivered,
      retries: 2,
    });
    Validations.of(reconcileSuppressions).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ses:ListSuppressedDestinations cannot be limited to a resource.',
    });
  }
}
