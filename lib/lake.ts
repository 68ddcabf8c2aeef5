/**
 * The lake, optional: a bucket, a delivery stream that fills it, tables for Athena, and the function that files rows by
 * the day of their event.
 */
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { lakeColumns } from './lake-tables.ts';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { privateBucket } from './private-bucket.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { Undelivered } from './undelivered.ts';

export interface LakeProps {
  readonly settings: Settings;
  readonly partitionLake: PercorsoFunction;
  /** Functions that put rows. */
  readonly writers: readonly PercorsoFunction[];
  readonly undelivered: Undelivered;
}

/** Firehose compresses nothing here: its records are gzip files already. Unpacked, 5 MB fit the memory of the function. */
const buffering = { intervalInSeconds: 900, sizeInMBs: 5 };
const incoming = 'incoming/';
const failed = 'failed/';

export class Lake extends Construct {
  readonly partitionLake: PercorsoFunction;
  readonly bucket: Bucket;
  readonly streamName: string;
  readonly database: string;

  constructor(scope: Construct, id: string, { settings, partitionLake, writers, undelivered }: LakeProps) {
    super(scope, id);
    this.partitionLake = partitionLake;
    this.streamName = nameStream(settings.stage);
    // Athena's names have no hyphens.
    this.database = `percorso_${settings.stage.replaceAll('-', '_')}`;
    this.bucket = this.#createBucket(settings);
    this.#createStream();
    this.#createTables(settings);
    for (const writer of writers) {
      writer.setVariable('LAKE_STREAM', this.streamName);
      writer.allow(
        ['firehose:PutRecordBatch'],
        [`arn:${Aws.PARTITION}:firehose:${Aws.REGION}:${Aws.ACCOUNT_ID}:deliverystream/${this.streamName}`],
      );
    }
    this.#grantFiling(partitionLake);
    invokeOnSchedule(this, 'EveryHour', {
      target: partitionLake,
      every: Duration.hours(1),
      undelivered,
      // The next hour files the same rows.
      retries: 0,
    });
  }

  #createBucket({ lakeDays, removal }: Settings): Bucket {
    const bucket = new Bucket(this, 'Files', {
      ...privateBucket,
      // No versions: what is removed of a person must be gone.
      lifecycleRules: [
        {
          expiration: Duration.days(lakeDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    pinLogicalId(bucket, 'LakeFiles');
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'One stream and one function write, and analysts read; CloudTrail records who. A log bucket would add cost only.',
    });
    return bucket;
  }

  #createStream(): void {
    const role = new Role(this, 'StreamRole', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: `Lets ${this.streamName} deliver files, nothing else`,
    });
    const allow = (actions: readonly string[], resources: readonly string[]) =>
      role.addToPrincipalPolicy(
        new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
      );
    const places = [incoming, failed].map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    allow(['s3:PutObject', 's3:AbortMultipartUpload'], places);
    allow(
      ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      [this.bucket.bucketArn],
    );
    for (const prefix of [incoming, failed])
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<LakeFiles.Arn>/${prefix}*]`,
        reason: 'Firehose names the objects itself.',
      });
    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: this.streamName,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: this.bucket.bucketArn,
        roleArn: role.roleArn,
        bufferingHints: buffering,
        compressionFormat: 'UNCOMPRESSED',
        fileExtension: '.json.gz',
        prefix: incoming,
        errorOutputPrefix: `${failed}!{firehose:error-output-type}/`,
      },
    });
    // Firehose checks its rights when it is created.
    stream.node.addDependency(role);
  }

  #createTables({ lakeDays }: Settings): void {
    const catalogId = Aws.ACCOUNT_ID;
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { name: this.database, description: 'Touchpoints, decisions and outcomes of Percorso' },
    });
    for (const [name, columns] of Object.entries(lakeColumns)) {
      const location = `s3://${this.bucket.bucketName}/${name}/`;
      const table = new CfnTable(this, `Table-${name}`, {
        catalogId,
        databaseName: this.database,
        tableInput: {
          name,
          tableType: 'EXTERNAL_TABLE',
          partitionKeys: [{ name: 'day', type: 'string' }],
          // No crawler and no partitions to add: Athena computes them.
          parameters: {
            EXTERNAL: 'TRUE',
            classification: 'json',
            'projection.enabled': 'true',
            'projection.day.type': 'date',
            'projection.day.format': 'yyyy-MM-dd',
            // Events of an import can be older than its files.
            'projection.day.range': `NOW-${Math.max(3650, lakeDays)}DAYS,NOW+2DAYS`,
            'storage.location.template': `${location}day=\${day}/`,
          },
          storageDescriptor: {
            location,
            columns: columns.map((column) => ({ ...column })),
            inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
            outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
            serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
          },
        },
      });
      table.addResourceDependency(database);
    }
  }

  #grantFiling(partitionLake: PercorsoFunction): void {
    partitionLake.setVariable('LAKE_BUCKET', this.bucket.bucketName);
    partitionLake.allow(['s3:ListBucket'], [this.bucket.bucketArn], {
      StringLike: { 's3:prefix': `${incoming}*` },
    });
    partitionLake.allow(['s3:GetObject', 's3:DeleteObject'], [this.bucket.arnForObjects(`${incoming}*`)]);
    const filed = [...Object.keys(lakeColumns), 'unreadable'].map((folder) => `${folder}/*`);
    partitionLake.allow(
      ['s3:PutObject'],
      filed.map((pattern) => this.bucket.arnForObjects(pattern)),
    );
    for (const pattern of [`${incoming}*`, ...filed])
      Validations.of(partitionLake).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<LakeFiles.Arn>/${pattern}]`,
        reason: 'Keys are made of days and of what was delivered; other folders are not granted.',
      });
  }
}

/** Their variable is empty in a stage without a lake. */
export function disableLake(writers: readonly PercorsoFunction[]): undefined {
  for (const writer of writers) writer.setVariable('LAKE_STREAM', '');
}

export function nameStream(stage: string): string {
  return `percorso-${stage}-lake`;
}
