/** Events of AWS services that become touchpoints: rules on the account's default bus, a trigger, and a topic rule. */
import { Stack, Validations } from 'aws-cdk-lib';
import { EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Settings } from './settings.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export interface AwsSourcesProps {
  readonly queue: WorkQueue;
  readonly undelivered: Undelivered;
  readonly settings: Settings;
  readonly createTrigger: () => PercorsoFunction;
}

/** The sources on the stage's bus that these settings add. */
export function listAwsSources(settings: Settings): readonly string[] {
  const { geofenceIds, signUpIds, connectInstance, uploads, iotTopic } = settings;
  return [
    ...(geofenceIds === '' ? [] : ['amazon.location']),
    ...(signUpIds === '' ? [] : ['amazon.cognito']),
    ...(connectInstance === '' ? [] : ['amazon.connect']),
    ...(uploads.length === 0 ? [] : ['amazon.s3']),
    ...(iotTopic === '' ? [] : ['amazon.iot']),
  ];
}

export class AwsSources extends Construct {
  /** The function that a Cognito user pool calls; undefined without `signUpIds`. */
  readonly trigger: PercorsoFunction | undefined;

  constructor(scope: Construct, id: string, props: AwsSourcesProps) {
    super(scope, id);
    const { geofenceIds, signUpIds, connectInstance, uploads, iotTopic } = props.settings;
    if (geofenceIds !== '')
      this.#deliver(props, 'Geofences', {
        source: ['aws.geo'],
        detailType: ['Location Geofence Event'],
        detail: { EventType: ['ENTER', 'EXIT'] },
      });
    if (connectInstance !== '')
      this.#deliver(props, 'Contacts', {
        source: ['aws.connect'],
        detailType: ['Amazon Connect Contact Event'],
        detail: {
          eventType: ['INITIATED', 'CONNECTED_TO_AGENT', 'DISCONNECTED'],
          instanceArn: Match.suffix(`/${connectInstance}`),
          // A contact without it is about no person that Percorso could find.
          tags: { userId: Match.exists() },
        },
      });
    for (const [index, pattern] of uploads.entries())
      this.#deliver(props, `Uploads${index}`, matchUploads(pattern));
    if (iotTopic !== '') this.#addTopicRule(props, iotTopic);
    this.trigger = signUpIds === '' ? undefined : this.#addTrigger(props);
  }

  #deliver({ queue, undelivered }: AwsSourcesProps, id: string, eventPattern: EventPattern): void {
    const rule = new Rule(this, id, {
      eventBus: EventBus.fromEventBusName(this, `Bus of ${id}`, 'default'),
      description: 'Forwards events of an AWS service to Percorso',
      eventPattern,
    });
    undelivered.deliver(rule, queue);
  }

  /** The SQL adds what identifies the message: app/ingest/aws-sources/map-device-message.ts reads it. */
  #addTopicRule({ queue, undelivered }: AwsSourcesProps, topic: string): void {
    const role = new Role(this, 'TopicRole', {
      assumedBy: new ServicePrincipal('iot.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Lets AWS IoT put messages of devices into the queue of Percorso',
    });
    const queues = [queue.queue, undelivered.queue];
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: queues.map(({ queueArn }) => queueArn),
      }),
    );
    const send = ({ queueUrl }: { readonly queueUrl: string }) => ({
      sqs: { queueUrl, roleArn: role.roleArn, useBase64: false },
    });
    new CfnTopicRule(this, 'TopicRule', {
      topicRulePayload: {
        description: 'Forwards messages of devices to Percorso',
        awsIotSqlVersion: '2016-03-23',
        sql: `SELECT *, topic() AS iotTopic, clientid() AS iotClient, traceid() AS iotTrace, timestamp() AS iotTime FROM '${topic}'`,
        actions: [send(queue.queue)],
        errorAction: send(undelivered.queue),
      },
    });
  }

  #addTrigger({ queue, createTrigger }: AwsSourcesProps): PercorsoFunction {
    const trigger = createTrigger();
    queue.grantSend(trigger);
    trigger.lambda.addPermission('Cognito', {
      principal: new ServicePrincipal('cognito-idp.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    });
    Validations.of(trigger.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Cognito invokes it synchronously; a failure is counted, and an alarm watches the count.',
    });
    return trigger;
  }
}

function matchUploads(pattern: string): EventPattern {
  const slash = pattern.indexOf('/');
  const key = pattern.slice(slash + 1).replace(/\{\w+\}/, '*');
  return {
    source: ['aws.s3'],
    detailType: ['Object Created'],
    detail: { bucket: { name: [pattern.slice(0, slash)] }, object: { key: Match.wildcard(key) } },
  };
}
