/** Touchpoints that violate the schema: stored as received, with the reason, until fixed and replayed. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { privateBucket } from './private-bucket.ts';
import type { Storage } from './storage.ts';
import { WorkQueue } from './work-queue.ts';

export interface RejectedProps {
  readonly keepRejected: PercorsoFunction;
  readonly storage: Storage;
  readonly rejectedDays: number;
  readonly removal: 'retain' | 'destroy';
}

export class Rejected extends Construct {
  readonly queue: WorkQueue;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { keepRejected, storage, rejectedDays, removal }: RejectedProps) {
    super(scope, id);
    this.queue = new WorkQueue(this, 'Rejected', {
      logicalId: 'RejectedQueue',
      variable: 'REJECTED',
      consumer: keepRejected,
      // A broken source causes rejections in bursts, and no one waits for them.
      concurrency: 2,
      attempts: 10,
      consumerDelays: false,
    });
    this.bucket = new Bucket(this, 'Bucket', {
      ...privateBucket,
      // An object removed by mistake can be restored for a day.
      versioned: true,
      lifecycleRules: [
        {
          // Raw personal data: in total no longer than the retention that the docs promise.
          expiration: Duration.days(Math.max(1, rejectedDays - 1)),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    pinLogicalId(this.bucket, 'RejectedTouchpoints');
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'One function writes and operators read; CloudTrail records who. A log bucket would add cost only.',
    });
    keepRejected.setVariable('REJECTED_BUCKET', this.bucket.bucketName);
    keepRejected.allow(['s3:PutObject'], [this.bucket.arnForObjects('*')]);
    // Whether an id is that of an erased person: the hashes, and their salt.
    storage.identities.grantItems(keepRejected, ['BatchGetItem'], ['erased#*']);
    storage.config.grantItems(keepRejected, ['GetItem'], ['ERASURE']);
    Validations.of(keepRejected).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::<RejectedTouchpoints.Arn>/*]',
      reason: 'Keys are made from the rejected delivery; the bucket holds no other objects.',
    });
  }
}
