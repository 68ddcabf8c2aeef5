/** What start-runs needs of the world. */
import type { Queues, RunStore } from '../../ports/ports.ts';
import type { SnapshotCache } from '../../runtime/snapshot-cache.ts';
import type { Telemetry } from '../../runtime/telemetry.ts';

export interface StartDependencies {
  readonly runs: RunStore;
  readonly queues: Queues;
  readonly snapshots: SnapshotCache;
  /** Scan segments of a run. */
  readonly scanSegments: number;
  /** Of this process: the program whose definitions are noted, so that each is compiled once. */
  readonly memory: { noted: string };
  readonly telemetry: Telemetry;
}
