/** Rows do not arrive in the lake, or are not filed by their day. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { countGoodRuns, countOwn } from './metrics.ts';

const hour = Duration.hours(1);

export function watchLake(partitionLake: PercorsoFunction, streamName: string): readonly AlarmRule[] {
  return [
    {
      name: 'lake-late',
      metric: new Metric({
        namespace: 'AWS/Firehose',
        metricName: 'DeliveryToS3.DataFreshness',
        dimensionsMap: { DeliveryStreamName: streamName },
        statistic: 'Maximum',
        period: Duration.minutes(5),
      }),
      meaning: 'Firehose has not delivered rows of the lake for an hour; after a day it gives up.',
      threshold: hour.toSeconds(),
    },
    {
      name: 'lake-stopped',
      metric: countGoodRuns(partitionLake, Duration.hours(2)),
      meaning: 'partition-lake does not run or fails each time: new rows are in no table.',
      threshold: 1,
      isSilenceReported: true,
    },
    {
      name: 'lake-unreadable',
      metric: countOwn(partitionLake, 'LakeRowsUnreadable'),
      meaning: 'Delivered lines are no rows of the lake: they are in the folder unreadable/.',
      threshold: 0,
    },
  ];
}
