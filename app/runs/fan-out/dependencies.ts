/** What fan-out-audience needs of the world. */
import type { ProfileScanner, Queues, RunStore } from '../../ports/ports.ts';
import type { Telemetry } from '../../runtime/telemetry.ts';
import type { Programs } from './programs.ts';

export interface FanOutDependencies {
  readonly runs: RunStore;
  readonly scanner: ProfileScanner;
  readonly queues: Queues;
  readonly programs: Programs;
  /** Profiles per page: what one crash may repeat. */
  readonly pageSize: number;
  /** Of this invocation, in checkpoints: tells its own writes from others'. */
  readonly owner: string;
  /** Epoch milliseconds: a run lasts longer than the moment at which it began. */
  clock(): number;
  /** In [0, 1); spreads retries. */
  random(): number;
  /** Milliseconds until Lambda ends the invocation. */
  remainingMilliseconds(): number;
  readonly telemetry: Telemetry;
}
