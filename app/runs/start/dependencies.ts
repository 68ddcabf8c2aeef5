/** Dependencies of start-runs. */
import type { Queues } from '../../ports/queues.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { SnapshotCache } from '../../runtime/snapshot-cache.ts';
import type { Telemetry } from '../../runtime/telemetry.ts';

export interface StartDependencies {
  readonly runs: RunStore;
  readonly queues: Queues;
  readonly snapshots: SnapshotCache;
  /** Scan segments of a run. */
  readonly scanSegments: number;
  /** The program whose definitions this process has noted, so that each program is compiled once. */
  readonly memory: { noted: string };
  readonly telemetry: Telemetry;
}
