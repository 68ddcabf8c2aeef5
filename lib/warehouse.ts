/** Queries of the warehouse, optional: a workgroup of Athena, a bucket for results, and the function that runs them. */
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { PercorsoBus } from './event-bus.ts';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { privateBucket } from './private-bucket.ts';
import type { Rejected } from './rejected.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';

export interface WarehouseProps {
  readonly settings: Settings;
  readonly queryWarehouse: PercorsoFunction;
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  /** Of rows that cannot be used. */
  readonly rejected: Rejected;
  readonly undelivered: Undelivered;
}

const gigabyte = 1_000_000_000;
/** A run ends within a day; the rest is for people who look into a failure. */
const resultDays = 7;

export class Warehouse extends Construct {
  readonly queryWarehouse: PercorsoFunction;
  readonly results: Bucket;

  constructor(scope: Construct, id: string, props: WarehouseProps) {
    super(scope, id);
    const { queryWarehouse, storage, bus, rejected, undelivered, settings } = props;
    this.queryWarehouse = queryWarehouse;
    this.results = this.#createResults(settings);
    const name = `percorso-${settings.stage}`;
    new CfnWorkGroup(this, 'Workgroup', {
      name,
      description: `Queries of the Percorso stage ${settings.stage}`,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        // The place of results and the limit hold for every query, whatever its caller asks for.
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: settings.warehouseScanLimit * gigabyte,
        publishCloudWatchMetricsEnabled: false,
        resultConfiguration: {
          outputLocation: `s3://${this.results.bucketName}/results/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
    queryWarehouse.setVariable('WAREHOUSE_WORKGROUP', name);
    queryWarehouse.setVariable('WAREHOUSE_DATABASE', settings.warehouse[0] ?? '');
    storage.config.grant(queryWarehouse, 'GetItem');
    storage.runs.grantItems(queryWarehouse, ['Query', 'PutItem'], ['QUERY']);
    bus.grantProduce(queryWarehouse);
    rejected.queue.grantSend(queryWarehouse);
    this.#grantReading(name, settings);
    invokeOnSchedule(this, 'EveryMinute', {
      target: queryWarehouse,
      every: Duration.minutes(1),
      undelivered,
      // The next minute continues at the same place.
      retries: 0,
    });
  }

  /** Athena acts with the rights of its caller: it can read these databases and buckets, and write results only. */
  #grantReading(workgroup: string, { warehouse, warehouseBuckets }: Settings): void {
    const { queryWarehouse, results } = this;
    const own = (service: string, path: string) =>
      `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${path}`;
    queryWarehouse.allow(
      ['athena:StartQueryExecution', 'athena:GetQueryExecution'],
      [own('athena', `workgroup/${workgroup}`)],
    );
    const tables = warehouse.map((database) => own('glue', `table/${database}/*`));
    queryWarehouse.allow(
      ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartition', 'glue:GetPartitions'],
      [
        own('glue', 'catalog'),
        ...warehouse.map((database) => own('glue', `database/${database}`)),
        ...tables,
      ],
    );
    const buckets = warehouseBuckets.map((bucket) => `arn:${Aws.PARTITION}:s3:::${bucket}`);
    queryWarehouse.allow(['s3:GetBucketLocation', 's3:ListBucket'], [...buckets, results.bucketArn]);
    if (buckets.length > 0)
      queryWarehouse.allow(
        ['s3:GetObject'],
        buckets.map((bucket) => `${bucket}/*`),
      );
    queryWarehouse.allow(
      ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      [results.arnForObjects('results/*')],
    );
    const reason = 'The tables of the databases and the objects of the buckets that the settings name.';
    const patterns = [
      ...warehouse.map(
        (database) => `arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/${database}/*`,
      ),
      ...warehouseBuckets.map((bucket) => `arn:<AWS::Partition>:s3:::${bucket}/*`),
      '<WarehouseResults.Arn>/results/*',
    ];
    for (const pattern of patterns)
      Validations.of(queryWarehouse).acknowledge({ id: `AwsSolutions-IAM5[Resource::${pattern}]`, reason });
  }

  #createResults({ removal }: Settings): Bucket {
    const bucket = new Bucket(this, 'Results', {
      ...privateBucket,
      lifecycleRules: [
        {
          expiration: Duration.days(resultDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    pinLogicalId(bucket, 'WarehouseResults');
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Athena writes and one function reads; CloudTrail records who. A log bucket would add cost only.',
    });
    return bucket;
  }
}
