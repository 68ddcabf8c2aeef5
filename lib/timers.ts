/** Timers: each minute the profiles whose `wakeAt` is due are sent to the profile queue. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import { invokeOnSchedule } from './schedule.ts';
import type { Storage } from './storage.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export interface TimersProps {
  readonly sweepTimers: PercorsoFunction;
  readonly storage: Storage;
  readonly undelivered: Undelivered;
  readonly wakeShards: number;
}

/**
 * Wake-ups a second for each concurrent invocation of advance-profile: half of what it processes, so that a million
 * timers of one minute do not delay a password reset.
 */
const wakesPerInvocation = 40;

export class Timers extends Construct {
  readonly #sweepTimers: PercorsoFunction;
  readonly #wakeShards: number;

  constructor(scope: Construct, id: string, props: TimersProps) {
    super(scope, id);
    this.#sweepTimers = props.sweepTimers;
    this.#wakeShards = props.wakeShards;
    props.storage.profiles.grantIndex(props.sweepTimers, 'wake');
    this.describeShards(props.sweepTimers);
    invokeOnSchedule(this, 'EveryMinute', {
      target: props.sweepTimers,
      every: Duration.minutes(1),
      undelivered: props.undelivered,
      // The next minute finds the same profiles due.
      retries: 0,
    });
  }

  /** Writer and sweeper must use the same number of shards. */
  describeShards(target: PercorsoFunction): void {
    target.setVariable('WAKE_SHARDS', String(this.#wakeShards));
  }

  /** Sends due profiles to this queue, which `concurrency` invocations read. */
  wake(queue: WorkQueue, concurrency: number): void {
    queue.grantSend(this.#sweepTimers);
    this.#sweepTimers.setVariable('WAKES_PER_SECOND', String(concurrency * wakesPerInvocation));
  }
}
