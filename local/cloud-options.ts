/** The options of a local cloud. */

import type { LogLine } from './logs.ts';

export interface CloudOptions {
  /** The output folder of `cdk synth`. */
  readonly cdkOut: string;
  /** 0 chooses a free port. */
  readonly port?: number;
  /** Makes shuffles, repeats and ids reproducible. Default: random. */
  readonly seed?: number;
  /** Stack name, if the folder contains several. */
  readonly stack?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Share of queue deliveries that happen twice. Default: 0.05. EventBridge repeats a fifth of that. */
  readonly repeats?: number;
  /** Deliveries are picked from this number of the oldest messages. Default: 64; 1 keeps the order. */
  readonly shuffleWindow?: number;
  /** Maximum environments (threads) of one function. Default: 2. */
  readonly environments?: number;
  /** Start of the virtual clock, ISO 8601. Default: now. May be in the past, for a replay. */
  readonly startAt?: string;
  /** False: providers send no reports on messages. */
  readonly feedback?: boolean;
  /** Hosts, by name, that functions may really call; calls to all others are captured. */
  readonly allowedHosts?: readonly string[];
  onLog?(line: LogLine): void;
  /** Receives refused calls, failed deliveries and faults of the cloud itself. Default: stderr. */
  onReport?(line: string): void;
}
