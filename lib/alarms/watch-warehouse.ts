/** Queries of the warehouse fail, or do not run at all. */
import { Duration } from 'aws-cdk-lib';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { countGoodRuns, countOwn } from './metrics.ts';

export function watchWarehouse(queryWarehouse: PercorsoFunction): readonly AlarmRule[] {
  return [
    {
      name: 'query-failed',
      metric: countOwn(queryWarehouse, 'QueriesFailed'),
      meaning: 'A query of the warehouse failed; its next scheduled run still takes place.',
      threshold: 0,
    },
    {
      name: 'queries-stopped',
      metric: countGoodRuns(queryWarehouse, Duration.minutes(5)),
      meaning: 'query-warehouse does not run or fails each time: no query starts, and results are not read.',
      threshold: 1,
      isSilenceReported: true,
    },
  ];
}
