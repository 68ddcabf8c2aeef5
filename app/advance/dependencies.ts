/** The dependencies of advance-profile. Tests and the simulator pass their own. */

import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { IdentityCache } from '../identity/identity-cache.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { ConsentLedger } from '../ports/consent-ledger.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { LakeStream } from '../ports/lake.ts';
import type { MergeStore } from '../ports/merge-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import type { Queues } from '../ports/queues.ts';
import type { StatisticsStore } from '../ports/statistics-store.ts';
import type { TimelineStore } from '../ports/timeline-store.ts';
import type { ProgramCache } from '../runtime/program-cache.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

/** All dependencies whose calls can fail. */
export interface AdvancePorts {
  readonly profiles: ProfileStore;
  readonly identities: IdentityStore;
  readonly consents: Pick<ConsentLedger, 'append'>;
  readonly accounts: AccountStore;
  readonly timeline: TimelineStore;
  readonly merges: MergeStore;
  readonly statistics: StatisticsStore;
  readonly queues: Queues;
  readonly events: EventBus;
  readonly programStore: ProgramReader;
  /** Ids of erased people. Absent: no one of the stage was erased. */
  readonly erasures?: ErasureReader;
  /** Absent in a stage without a lake. */
  readonly lake?: LakeStream;
}

export interface AdvanceDependencies extends AdvancePorts {
  /** Kept between invocations of one process. */
  readonly programs: ProgramCache;
  readonly identityCache: IdentityCache;
  /** State that one batch leaves to the next of this process; only advanceProfiles reads and writes it. */
  readonly health: { isTimelineDown: boolean };
  /** Id of a new person with `key`. Random in production: a hash of an address could be guessed. */
  makeProfileId(key: IdentityKey): string;
  /** In [0, 1); spreads retries. */
  random(): number;
  wait(milliseconds: number): Promise<void>;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMilliseconds(): number;
  /** Days that timeline entries are kept. */
  readonly timelineDays: number;
  readonly telemetry: Telemetry;
  /** Counts what the sources send. Absent: nothing is counted. */
  readonly inventory?: Inventory;
}
