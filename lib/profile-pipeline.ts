/** From the bus to the profile: the profile queue and advance-profile, the only writer of profiles. */
import { Construct } from 'constructs';
import type { Channel } from './channel.ts';
import type { PercorsoBus } from './event-bus.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Rejected } from './rejected.ts';
import type { Storage } from './storage.ts';
import type { Timers } from './timers.ts';
import { WorkQueue } from './work-queue.ts';

export interface ProfilePipelineProps {
  readonly advanceProfile: PercorsoFunction;
  readonly storage: Storage;
  readonly bus: PercorsoBus;
  readonly channels: readonly Channel[];
  readonly rejected: Rejected;
  readonly timers: Timers;
  readonly concurrency: number;
  readonly timelineDays: number;
  readonly anonymousDays: number;
}

export class ProfilePipeline extends Construct {
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: ProfilePipelineProps) {
    super(scope, id);
    const { advanceProfile, storage } = props;
    this.queue = new WorkQueue(this, 'Profile', {
      logicalId: 'ProfileQueue',
      variable: 'PROFILE',
      consumer: advanceProfile,
      concurrency: props.concurrency,
      // Records of a profile under heavy load are retried on conflict; ten deliveries are far more than that needs.
      attempts: 10,
      consumerDelays: true,
    });

    storage.profiles.grant(advanceProfile, 'GetItem', 'PutItem', 'UpdateItem');
    storage.identities.grant(advanceProfile, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
    // An undo of a merge gives the owner key of a profile back. An id that leads to an erased profile is given free.
    const kinds = ['owner', 'userId', 'anonymousId', 'email', 'phone', 'externalId'];
    storage.identities.grantItems(
      advanceProfile,
      ['DeleteItem'],
      kinds.map((kind) => `${kind}#*`),
    );
    // The ledger is only appended to.
    storage.consents.grant(advanceProfile, 'PutItem');
    // A backfill reads the touchpoints of timelines, hence Query.
    storage.timeline.grant(advanceProfile, 'GetItem', 'Query', 'UpdateItem', 'BatchWriteItem');
    storage.config.grant(advanceProfile, 'GetItem');
    storage.statistics.grant(advanceProfile, 'PutItem');
    advanceProfile.setVariable('TIMELINE_DAYS', String(props.timelineDays));
    advanceProfile.setVariable('ANONYMOUS_DAYS', String(props.anonymousDays));
    props.bus.grantPut(advanceProfile);
    for (const { queues } of props.channels) {
      for (const queue of Object.values(queues)) queue.grantSend(advanceProfile);
    }
    props.rejected.queue.grantSend(advanceProfile);
    props.timers.describeShards(advanceProfile);
    // A timer that is due before the next sweep waits in the queue itself.
    this.queue.grantSend(advanceProfile);
    props.timers.wake(this.queue, props.concurrency);
    props.bus.feedProfiles(this.queue);
  }
}
