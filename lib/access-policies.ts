/** Managed policies for the roles of a stage: staging, publishing, operating, resolving incidents, secrets, privacy. */

import { Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { describeChannels } from './channels.ts';
import { erasedLakeFolders } from './erasure.ts';
import type { PercorsoBus } from './event-bus.ts';
import { formatLinkKeyArn } from './link-key.ts';
import { allow, allowItems } from './policy-statements.ts';
import { listPrivacyStatements } from './privacy-policy.ts';
import { acceptSecretsWildcard, formatSecretsArn } from './secrets.ts';
import type { SesConfiguration } from './ses-configuration.ts';
import type { Settings } from './settings.ts';
import type { Storage, TableAction } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import type { WhatsApp } from './whatsapp.ts';
import type { WorkQueue } from './work-queue.ts';

const read: readonly TableAction[] = ['GetItem', 'Query'];
const write: readonly TableAction[] = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** What the doctor reads of the account: AWS allows these on all resources only. */
const accountReads = [
  'ses:GetAccount',
  'lambda:GetAccountSettings',
  'cloudwatch:GetMetricData',
  'sqs:ListQueues',
];

/** The originations of the account, for a stage that sends SMS. AWS lists them on all resources. */
const originationReads = ['DescribePhoneNumbers', 'DescribePools', 'DescribeSenderIds'].map(
  (action) => `sms-voice:${action}`,
);

export interface AccessProps {
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  /** Rejected events. */
  readonly bucket: Bucket;
  /** Of a stage with a lake. */
  readonly lake: Bucket | undefined;
  /** By queue name: `profile`, `email`, `email-transactional`, ... */
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly undelivered: Undelivered;
  /** `/percorso/prod/secrets/`. */
  readonly secretsPath: string;
  readonly settings: Settings;
  readonly whatsApp: WhatsApp | undefined;
  readonly ses: SesConfiguration;
}

/** Not attached to any role: the account's administrator attaches them. They cost nothing. */
export class AccessPolicies extends Construct {
  readonly author: ManagedPolicy;
  readonly approver: ManagedPolicy;
  readonly operator: ManagedPolicy;
  readonly responder: ManagedPolicy;
  readonly secrets: ManagedPolicy;
  readonly privacy: ManagedPolicy;

  constructor(scope: Construct, id: string, props: AccessProps) {
    super(scope, id);
    const { config, runs, statistics, profiles, identities, timeline, consents } = props.storage;
    const find = allow(['cloudformation:DescribeStacks'], [Stack.of(this).stackId]);
    const look = [
      find,
      ...[config, runs, statistics].map((table) => allowItems(table, read)),
      // `status`: how much email waits.
      ...Object.entries(props.queues).flatMap(([name, { queue }]) =>
        name === 'email' ? [allow(['sqs:GetQueueAttributes'], [queue.queueArn])] : [],
      ),
    ];
    const sendTests = allow(
      ['sqs:SendMessage'],
      Object.entries(props.queues).flatMap(([name, { queue }]) =>
        name.endsWith('-transactional') ? [queue.queueArn] : [],
      ),
    );
    this.author = this.#make('Author', 'Stages documents, cannot publish them', [
      ...look,
      allowItems(config, write, ['STAGED#*']),
    ]);
    this.approver = this.#make('Approver', 'Stages and publishes documents', [
      ...look,
      allowItems(config, write, ['STAGED#*', 'DOCUMENT#*', 'PROGRAM', 'TEMPLATE#*']),
      // `publish` counts the events that wait for a changed contract: keys only, without a value of an event.
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [props.bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': ['quarantine/*', 'rejected/*'] } },
      }),
      sendTests,
    ]);
    this.operator = this.#make('Operator', 'Reads profiles, and starts, approves, pauses and cancels runs', [
      ...look,
      ...[profiles, identities, timeline, consents].map((table) =>
        allowItems(table, [...read, 'BatchGetItem', 'Scan']),
      ),
      // The ids that several users state are in an index.
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: [`${identities.table.tableArn}/index/unreported`],
      }),
      allowItems(runs, ['PutItem', 'UpdateItem']),
      allowItems(config, ['PutItem'], ['PAUSE']),
      // Suppressing an address and lifting a suppression, with the proof of who did it.
      allowItems(identities, ['UpdateItem'], ['address#*']),
      allowItems(consents, ['PutItem'], ['address#*']),
      // Records that the operator looked at a person: no other item of the table.
      allowItems(timeline, ['PutItem'], ['LOOK#*', 'LOOKER#*']),
      // A person decided about a reply that looks like a wish to stop.
      allowItems(timeline, ['UpdateItem'], ['REPLIES']),
      sendTests,
      ...this.#listDoctorStatements(props),
    ]);
    acceptLists(
      this.operator,
      'ses:GetAccount, lambda:GetAccountSettings, cloudwatch:GetMetricData and sqs:ListQueues take no resource, and sms-voice lists by none; they return limits, metrics, names and our own numbers.',
    );
    this.responder = this.#makeResponder(props, look);
    this.secrets = this.#makeSecrets(props, find);
    this.privacy = this.#makePrivacy(props, find);
  }

  /** By output. */
  get outputs(): Readonly<Record<string, string>> {
    return {
      AuthorPolicyArn: this.author.managedPolicyArn,
      ApproverPolicyArn: this.approver.managedPolicyArn,
      OperatorPolicyArn: this.operator.managedPolicyArn,
      ResponderPolicyArn: this.responder.managedPolicyArn,
      SecretsPolicyArn: this.secrets.managedPolicyArn,
      PrivacyPolicyArn: this.privacy.managedPolicyArn,
    };
  }

  /** What `percorso doctor` reads beside the tables: states and limits, and no message, key or value. */
  #listDoctorStatements({ ses, settings, whatsApp, queues, undelivered }: AccessProps): PolicyStatement[] {
    const hasSms = describeChannels(settings).split(',').includes('sms');
    return [
      allow([...accountReads, ...(hasSms ? originationReads : [])], ['*']),
      ...(whatsApp?.listReadStatements() ?? []),
      ...ses.listReadStatements(),
      // Whether the key exists: reading parameters would include its value.
      allow(['ssm:ListTagsForResource'], [formatLinkKeyArn(this, settings.stage)]),
      // How many have subscribed: not who.
      ...(settings.alarms && settings.alarmTopicArn !== ''
        ? [allow(['sns:GetTopicAttributes'], [settings.alarmTopicArn])]
        : []),
      allow(['sqs:GetQueueAttributes'], listDeadLetterArns(queues, undelivered)),
    ];
  }

  #makeSecrets({ secretsPath: path, settings, storage }: AccessProps, find: PolicyStatement): ManagedPolicy {
    const policy = this.#make(
      'Secrets',
      'Manages webhook secrets, the link key and keys of the APIs, cannot read any value',
      [
        find,
        allow(['ssm:PutParameter', 'ssm:DeleteParameter'], [formatSecretsArn(this, path)]),
        allow(['ssm:PutParameter'], [formatLinkKeyArn(this, settings.stage)]),
        allow(['ssm:DescribeParameters'], ['*']),
        // Keys of the two APIs: the table has only their hashes.
        allowItems(storage.config, ['Query', 'PutItem'], ['WRITEKEY', 'APIKEY']),
        // When a key was used last.
        allowItems(storage.statistics, ['Query'], ['APICALLS#*']),
      ],
    );
    acceptSecretsWildcard(policy, path);
    acceptLists(
      policy,
      'ssm:DescribeParameters takes no resource; it returns names and dates of parameters, never values.',
    );
    return policy;
  }

  #makeResponder(
    { bus, bucket, queues, undelivered, storage }: AccessProps,
    look: readonly PolicyStatement[],
  ): ManagedPolicy {
    const all = Object.values(queues);
    const policy = this.#make('Responder', 'Repairs and resends rejected events, redrives dead letters', [
      ...look,
      bus.makeProducerStatement(),
      allow(['s3:ListBucket'], [bucket.bucketArn]),
      allow(['s3:GetObject', 's3:DeleteObject'], [bucket.arnForObjects('*')]),
      // Which rows of an import are about erased people: hashes of ids, and no id, person or address.
      allowItems(storage.identities, ['BatchGetItem'], ['erased#*']),
      // Records that a rejected event or a dead letter was shown.
      allowItems(storage.timeline, ['PutItem'], ['LOOKER#*']),
      allow(['sqs:ListQueues'], ['*']),
      allow(
        [
          'sqs:GetQueueAttributes',
          'sqs:ReceiveMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:StartMessageMoveTask',
          'sqs:ListMessageMoveTasks',
        ],
        listDeadLetterArns(queues, undelivered),
      ),
      // Redriving a message means sending it to the queue that it came from.
      allow(
        ['sqs:SendMessage'],
        all.map(({ queue }) => queue.queueArn),
      ),
    ]);
    acceptLists(policy, 'sqs:ListQueues takes no resource; it returns queue names, never messages.');
    Validations.of(policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::<RejectedTouchpoints.Arn>/*]',
      reason: 'The bucket holds rejected events and nothing else.',
    });
    return policy;
  }

  #makePrivacy(props: AccessProps, find: PolicyStatement): ManagedPolicy {
    const policy = this.#make('Privacy', 'Exports and erases people', [
      find,
      ...listPrivacyStatements(props),
    ]);
    acceptLists(policy, 'sqs:ListQueues takes no resource; it returns queue names, never messages.');
    for (const place of [
      'RejectedTouchpoints.Arn>/*',
      ...erasedLakeFolders.map((each) => `LakeFiles.Arn>/${each}`),
    ])
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${place}]`,
        reason: 'Any object can name the person.',
      });
    return policy;
  }

  #make(id: string, description: string, statements: readonly PolicyStatement[]): ManagedPolicy {
    // No fixed name: IAM names are global, and two regions may each have a stage of this name.
    return new ManagedPolicy(this, id, { description, statements: [...statements] });
  }
}

/** Actions that AWS allows on all resources only. */
function acceptLists(policy: ManagedPolicy, reason: string): void {
  Validations.of(policy).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason });
}

function listDeadLetterArns(queues: AccessProps['queues'], undelivered: Undelivered): string[] {
  const deadLetters = Object.values(queues).map((each) => each.deadLetters);
  return [...deadLetters, undelivered.queue].map(({ queueArn }) => queueArn);
}
