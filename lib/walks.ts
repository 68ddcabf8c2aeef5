/** Campaigns, backfills and other walks over many people: started each minute, walked in shards, beside live traffic. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import { WorkQueue } from './work-queue.ts';

export interface WalksProps {
  readonly startWalks: PercorsoFunction;
  readonly walkAudience: PercorsoFunction;
  readonly advanceProfile: PercorsoFunction;
  readonly storage: Storage;
  readonly undelivered: Undelivered;
  readonly walkShards: number;
  readonly walkConcurrency: number;
  readonly bulkConcurrency: number;
}

export class Walks extends Construct {
  /** Shards to walk on. */
  readonly walkQueue: WorkQueue;
  /** People a walk has come to: a queue of their own, so that what people do just now does not wait behind them. */
  readonly bulkQueue: WorkQueue;

  constructor(scope: Construct, id: string, props: WalksProps) {
    super(scope, id);
    const { startWalks, walkAudience, advanceProfile, storage } = props;
    this.walkQueue = new WorkQueue(this, 'Walk', {
      logicalId: 'WalkQueue',
      variable: 'WALK',
      consumer: walkAudience,
      concurrency: props.walkConcurrency,
      attempts: 10,
      consumerDelays: true,
      // A shard fills an invocation by itself.
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

    storage.config.grant(startWalks, 'GetItem');
    storage.walks.grant(startWalks, 'GetItem', 'PutItem', 'UpdateItem', 'Query');
    storage.walks.grantIndex(startWalks, 'active');
    startWalks.setVariable('WALK_SHARDS', String(props.walkShards));
    this.walkQueue.grantSend(startWalks);
    invokeOnSchedule(this, 'EveryMinute', {
      target: startWalks,
      every: Duration.minutes(1),
      undelivered: props.undelivered,
      // The next minute finds the same walks due.
      retries: 0,
    });

    storage.config.grant(walkAudience, 'GetItem');
    storage.profiles.grant(walkAudience, 'Scan');
    storage.walks.grant(walkAudience, 'GetItem', 'PutItem', 'UpdateItem');
    this.walkQueue.grantSend(walkAudience);
    this.bulkQueue.grantSend(walkAudience);
  }
}
