/** Bulk runs (campaigns, backfills): started each minute, fanned out over scan segments, beside live traffic. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import { WorkQueue } from './work-queue.ts';

export interface RunsProps {
  readonly startRuns: PercorsoFunction;
  readonly fanOutAudience: PercorsoFunction;
  readonly advanceProfile: PercorsoFunction;
  readonly storage: Storage;
  readonly undelivered: Undelivered;
  readonly scanSegments: number;
  readonly fanOutConcurrency: number;
  readonly bulkConcurrency: number;
}

export class Runs extends Construct {
  /** Scan segments to process. */
  readonly fanOutQueue: WorkQueue;
  /** People that a run has found: a separate queue, so that live events do not wait behind them. */
  readonly bulkQueue: WorkQueue;

  constructor(scope: Construct, id: string, props: RunsProps) {
    super(scope, id);
    const { startRuns, fanOutAudience, advanceProfile, storage } = props;
    this.fanOutQueue = new WorkQueue(this, 'FanOut', {
      logicalId: 'FanOutQueue',
      variable: 'FAN_OUT',
      consumer: fanOutAudience,
      concurrency: props.fanOutConcurrency,
      attempts: 10,
      consumerDelays: true,
      // A scan segment fills an invocation by itself.
      batchSize: 1,
    });
    this.bulkQueue = new WorkQueue(this, 'Bulk', {
      logicalId: 'BulkQueue',
      variable: 'BULK',
      consumer: advanceProfile,
      concurrency: props.bulkConcurrency,
      attempts: 10,
      consumerDelays: true,
    });

    storage.config.grant(startRuns, 'GetItem');
    storage.runs.grant(startRuns, 'GetItem', 'PutItem', 'UpdateItem', 'Query');
    storage.runs.grantIndex(startRuns, 'active');
    startRuns.setVariable('SCAN_SEGMENTS', String(props.scanSegments));
    this.fanOutQueue.grantSend(startRuns);
    invokeOnSchedule(this, 'EveryMinute', {
      target: startRuns,
      every: Duration.minutes(1),
      undelivered: props.undelivered,
      // The next minute finds the same runs due.
      retries: 0,
    });

    storage.config.grant(fanOutAudience, 'GetItem');
    storage.profiles.grant(fanOutAudience, 'Scan');
    storage.runs.grant(fanOutAudience, 'GetItem', 'PutItem', 'UpdateItem');
    this.fanOutQueue.grantSend(fanOutAudience);
    this.bulkQueue.grantSend(fanOutAudience);
  }
}
