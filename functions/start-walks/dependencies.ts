/** What start-walks needs of the world. */
import type { Queues, WalkStore } from '../../adapters/ports.ts';
import type { SnapshotCache } from '../shared/snapshot-cache.ts';
import type { Telemetry } from '../shared/telemetry.ts';

export interface StartDependencies {
  readonly walks: WalkStore;
  readonly queues: Queues;
  readonly snapshots: SnapshotCache;
  /** Parts that a walk over all people is cut into. */
  readonly shards: number;
  /** Of this process: the program whose definitions are noted, so that each is compiled once. */
  readonly memory: { noted: string };
  readonly telemetry: Telemetry;
}
