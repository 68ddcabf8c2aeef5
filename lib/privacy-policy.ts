/** What a person needs who exports and erases people: everything of a person, and nothing that sends or publishes. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { erasedLakeFolders, listErasureAccess } from './erasure.ts';
import { allow, allowItems } from './policy-statements.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export interface PrivacyProps {
  readonly storage: Storage;
  readonly bucket: Bucket;
  readonly lake: Bucket | undefined;
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly undelivered: Undelivered;
}

export function listPrivacyStatements({
  storage,
  bucket,
  lake,
  queues,
  undelivered,
}: PrivacyProps): readonly PolicyStatement[] {
  const { config, statistics, profiles, timeline, consents } = storage;
  const letters = [...Object.values(queues).map(({ deadLetters }) => deadLetters), undelivered.queue];
  return [
    // The export reads more than an erasure.
    ...[config, statistics, profiles, timeline, consents].map((table) =>
      allowItems(table, ['GetItem', 'BatchGetItem', 'Query']),
    ),
    ...listErasureAccess(storage).map(({ table, actions, partitions }) =>
      allowItems(table, actions, partitions),
    ),
    // That the person looked.
    allowItems(timeline, ['PutItem'], ['LOOK#*', 'LOOKER#*']),
    allow(['s3:ListBucket'], [bucket.bucketArn]),
    allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [bucket.arnForObjects('*')]),
    allow(['sqs:ListQueues'], ['*']),
    allow(
      ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
      letters.map(({ queueArn }) => queueArn),
    ),
    ...(lake === undefined
      ? []
      : [
          new PolicyStatement({
            actions: ['s3:ListBucket'],
            resources: [lake.bucketArn],
            conditions: { StringLike: { 's3:prefix': erasedLakeFolders } },
          }),
          allow(
            ['s3:GetObject', 's3:PutObject'],
            erasedLakeFolders.map((pattern) => lake.arnForObjects(pattern)),
          ),
        ]),
  ];
}
