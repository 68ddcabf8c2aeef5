/** Erasures continue by themselves: each hour a function runs the passes that are due, and reads files and queues. */
import { Duration, Validations } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Storage, StoredTable, TableAction } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export interface ErasureProps {
  readonly erasePeople: PercorsoFunction;
  readonly storage: Storage;
  /** Rejected events. */
  readonly bucket: Bucket;
  /** Of a stage with a lake. */
  readonly lake: Bucket | undefined;
  readonly queues: Readonly<Record<string, WorkQueue>>;
  readonly undelivered: Undelivered;
  readonly timelineDays: number;
}

/** What an erasure reads and rewrites of the lake. */
export const erasedLakeFolders = ['incoming', 'touchpoints', 'decisions', 'outcomes', 'people'].map(
  (folder) => `${folder}/*`,
);

export interface TableAccess {
  readonly table: StoredTable;
  readonly actions: readonly TableAction[];
  readonly partitions?: readonly string[];
}

/** What an erasure does in the tables, by the function or by an operator. */
export function listErasureAccess(storage: Storage): readonly TableAccess[] {
  const { profiles, identities, timeline, consents, config, statistics } = storage;
  return [
    { table: profiles, actions: ['GetItem', 'PutItem'] },
    {
      table: identities,
      actions: [
        ...(['GetItem', 'BatchGetItem', 'Query', 'Scan'] as const),
        ...(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'] as const),
      ],
    },
    { table: timeline, actions: ['GetItem', 'Query', 'BatchWriteItem'] },
    { table: timeline, actions: ['DeleteItem'], partitions: ['REPLIES'] },
    { table: consents, actions: ['Query', 'BatchWriteItem'] },
    { table: consents, actions: ['GetItem', 'PutItem'], partitions: ['ERASURES', 'ERASURE-SWEEP'] },
    { table: consents, actions: ['DeleteItem'], partitions: ['ERASURE-SWEEP'] },
    { table: config, actions: ['GetItem'] },
    { table: config, actions: ['PutItem'], partitions: ['ERASURE'] },
    { table: statistics, actions: ['Query', 'BatchWriteItem'], partitions: ['GEOFENCE#*'] },
  ];
}

export class Erasure extends Construct {
  constructor(scope: Construct, id: string, props: ErasureProps) {
    super(scope, id);
    const { erasePeople, storage, bucket, lake, queues, undelivered, timelineDays } = props;
    for (const { table, actions, partitions } of listErasureAccess(storage)) {
      if (partitions === undefined) table.grant(erasePeople, ...actions);
      else table.grantItems(erasePeople, actions, partitions);
    }
    erasePeople.setVariable('TIMELINE_DAYS', String(timelineDays));

    erasePeople.setVariable('REJECTED_BUCKET', bucket.bucketName);
    erasePeople.allow(['s3:ListBucket'], [bucket.bucketArn]);
    erasePeople.allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [bucket.arnForObjects('*')]);
    acceptObjects(
      erasePeople,
      'RejectedTouchpoints',
      '*',
      'The bucket holds rejected events and nothing else.',
    );

    const letters = [...Object.values(queues).map(({ deadLetters }) => deadLetters), undelivered.queue];
    erasePeople.setVariable('DEAD_LETTER_URLS', letters.map(({ queueUrl }) => queueUrl).join(','));
    erasePeople.allow(
      ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
      letters.map(({ queueArn }) => queueArn),
    );

    erasePeople.setVariable('LAKE_BUCKET', lake?.bucketName ?? '');
    if (lake !== undefined) {
      erasePeople.allow(['s3:ListBucket'], [lake.bucketArn], {
        StringLike: { 's3:prefix': [...erasedLakeFolders] },
      });
      erasePeople.allow(
        ['s3:GetObject', 's3:PutObject'],
        erasedLakeFolders.map((pattern) => lake.arnForObjects(pattern)),
      );
      for (const pattern of erasedLakeFolders)
        acceptObjects(erasePeople, 'LakeFiles', pattern, 'Any file can have a row of an erased person.');
    }
    invokeOnSchedule(this, 'EveryHour', {
      target: erasePeople,
      every: Duration.hours(1),
      undelivered,
      // The next hour continues.
      retries: 0,
    });
  }
}

function acceptObjects(target: PercorsoFunction, bucket: string, pattern: string, reason: string): void {
  Validations.of(target).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${pattern}]`,
    reason,
  });
}
