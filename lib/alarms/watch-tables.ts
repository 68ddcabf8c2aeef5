/** DynamoDB throttles reads or writes: a hot key, or traffic that grows faster than a table scales. */

import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Storage, StoredTable } from '../storage.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addMetrics } from './metrics.ts';

const period = Duration.minutes(1);

/** The tables of live traffic; the others have one writer and few readers. */
export function watchTables({ profiles, identities, timeline, statistics }: Storage): AlarmRule {
  const metrics = [
    ...[profiles, identities, timeline, statistics].map((table) => measure(table, 'WriteThrottleEvents')),
    // A throttled index throttles the writes of its table.
    measure(profiles, 'WriteThrottleEvents', 'wake'),
    ...[profiles, identities, timeline].map((table) => measure(table, 'ReadThrottleEvents')),
  ];
  return {
    name: 'tables-throttled',
    metric: addMetrics(metrics, 'Throttled', period),
    meaning: 'DynamoDB throttled reads or writes in at least five of the last fifteen minutes.',
    threshold: 0,
    // The SDK retries single throttled calls; lasting throttling delays people.
    periods: 15,
    badPeriods: 5,
  };
}

function measure({ table }: StoredTable, metricName: string, index?: string): Metric {
  return new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: {
      TableName: table.tableName,
      ...omitAbsent({ GlobalSecondaryIndexName: index }),
    },
    statistic: 'Sum',
    period,
  });
}
