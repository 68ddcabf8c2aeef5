/** Erasures of people that do not end. */
import { Duration } from 'aws-cdk-lib';
import type { PercorsoFunction } from '../percorso-function.ts';
import type { AlarmRule } from './alarm-rule.ts';
import { countGoodRuns, countOwn } from './metrics.ts';

export function watchErasures(erasePeople: PercorsoFunction): readonly AlarmRule[] {
  return [
    {
      name: 'erasures-stopped',
      metric: countGoodRuns(erasePeople, Duration.hours(2)),
      meaning: 'erase-people does not run or fails each time: people who were erased are still in files.',
      threshold: 1,
      isSilenceReported: true,
    },
    {
      name: 'erasures-late',
      metric: countOwn(erasePeople, 'ErasuresLate'),
      meaning: 'An erasure was requested more than a day ago and is not complete.',
      threshold: 0,
    },
  ];
}
