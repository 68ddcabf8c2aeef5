/** DynamoDB refuses reads or writes: a hot key, or traffic that grows faster than a table may. */
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Storage, StoredTable } from '../storage.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { addMetrics } from './metrics.ts';

const period = Duration.minutes(1);

/** The tables that live traffic reads and writes; the others see one writer and few readers. */
export function watchTables({ profiles, identities, timeline, statistics }: Storage): AlarmRule {
  const metrics = [
    ...[profiles, identities, timeline, statistics].map((table) => measure(table, 'WriteThrottleEvents')),
    // An index that throttles makes its table's writes throttle.
    measure(profiles, 'WriteThrottleEvents', 'wake'),
    ...[profiles, identities, timeline].map((table) => measure(table, 'ReadThrottleEvents')),
  ];
  return {
    name: 'tables-throttled',
    metric: addMetrics(metrics, 'Throttled', period),
    meaning: 'DynamoDB refused reads or writes in five minutes of the last fifteen.',
    threshold: 0,
    // The SDK repeats single refusals; what lasts delays people.
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
      ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }),
    },
    statistic: 'Sum',
    period,
  });
}
