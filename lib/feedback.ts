/** Forwards the reports of SES and End User Messaging to the bus, and reads the suppression list as the second source. */

import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import { EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';

export interface FeedbackProps {
  readonly bus: PercorsoBus;
  readonly undelivered: Undelivered;
  readonly configurationSetNames: readonly string[];
  /** End User Messaging sends the SMS, and reports them on the default bus. */
  readonly isSmsReported: boolean;
  readonly reconcileSuppressions: PercorsoFunction;
  readonly storage: Storage;
}

export class Feedback extends Construct {
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: FeedbackProps) {
    super(scope, id);
    this.#role = new Role(this, 'ForwardRole', {
      // Trusted for rules of this stage only: EventBridge acts for every customer.
      assumedBy: new ServicePrincipal('events.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'events',
              resource: 'rule',
              resourceName: `${Stack.of(this).stackName}-*`,
            }),
          },
        },
      }),
      description: 'Lets rules on the default bus put events on the stage bus',
    });
    this.#role.addToPolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [props.bus.bus.eventBusArn] }),
    );
    this.#forward('Email', props, {
      source: ['aws.ses'],
      detail: { mail: { tags: { 'ses:configuration-set': [...props.configurationSetNames] } } },
    });
    if (props.isSmsReported) {
      // A report identifies its stage by the message id alone: advance-profile looks it up.
      this.#forward('Sms', props, {
        source: ['aws.sms-voice'],
        detailType: ['Text Message Delivery Status Updated'],
        detail: { eventType: Match.anythingBut('TEXT_PENDING', 'TEXT_QUEUED', 'TEXT_SENT', 'TEXT_UNKNOWN') },
      });
    }
    this.#reconcile(props);
  }

  #forward(id: string, props: FeedbackProps, eventPattern: EventPattern): void {
    const rule = new Rule(this, `${id}Forward`, {
      eventBus: EventBus.fromEventBusName(this, `${id}DefaultBus`, 'default'),
      description: `${id} feedback to ${props.bus.bus.node.path}`,
      eventPattern,
    });
    rule.addTarget({
      bind: () => ({
        arn: props.bus.bus.eventBusArn,
        role: this.#role,
        deadLetterConfig: { arn: props.undelivered.queue.queueArn },
        targetResource: props.bus.bus,
      }),
    });
    props.undelivered.acceptRule(rule.ruleArn);
  }

  #reconcile({ reconcileSuppressions, storage, bus, undelivered }: FeedbackProps): void {
    // Keeps the state of listed addresses, and reports what people stated by links while the bus was down.
    storage.identities.grant(reconcileSuppressions, 'BatchGetItem', 'GetItem', 'UpdateItem');
    storage.identities.grantIndex(reconcileSuppressions, 'unreported');
    bus.grantPut(reconcileSuppressions);
    reconcileSuppressions.allow(['ses:ListSuppressedDestinations'], ['*']);
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
