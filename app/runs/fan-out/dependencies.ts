/** Dependencies of fan-out-audience. */
import type { ProfileScanner } from '../../ports/profile-scanner.ts';
import type { Queues } from '../../ports/queues.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { Telemetry } from '../../runtime/telemetry.ts';
import type { Programs } from './programs.ts';

export interface FanOutDependencies {
  readonly runs: RunStore;
  readonly scanner: ProfileScanner;
  readonly queues: Queues;
  readonly programs: Programs;
  /** Profiles per page: a crash repeats at most one page. */
  readonly pageSize: number;
  /** Id of this invocation in checkpoints: distinguishes its writes from those of others. */
  readonly owner: string;
  /** The current time (epoch ms): a scan lasts for minutes. */
  clock(): number;
  /** In [0, 1); spreads retries. */
  random(): number;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMilliseconds(): number;
  readonly telemetry: Telemetry;
}
