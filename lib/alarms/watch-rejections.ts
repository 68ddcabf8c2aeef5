/** Events that are rejected, and events that wait in quarantine: the causes and the people who act differ. */
import { Duration } from 'aws-cdk-lib';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { countOwn } from './metrics.ts';

/** One notification per hour with such events: the first names the source that broke, more would add nothing. */
export function watchRejections(keepRejected: PercorsoFunction): AlarmRule[] {
  const perHour = { statistic: 'Sum', period: Duration.hours(1) };
  return [
    {
      name: 'rejected-events',
      metric: countOwn(keepRejected, 'TouchpointsRejected', perHour),
      meaning: 'At least one event of a source system was rejected in the last hour.',
      threshold: 0,
    },
    {
      name: 'quarantined-events',
      metric: countOwn(keepRejected, 'EventsQuarantined', perHour),
      meaning: 'At least one event broke its contract in the last hour and waits in quarantine.',
      threshold: 0,
    },
  ];
}
