/** How a local cloud is started. */

import type { LogLine } from './logs.ts';

export interface CloudOptions {
  /** The folder `cdk synth` wrote. */
  readonly cdkOut: string;
  /** 0 takes a free port. */
  readonly port?: number;
  /** Replays shuffles, repeats and ids; random unless given. */
  readonly seed?: number;
  /** Which stack, if the folder holds several. */
  readonly stack?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Share of queue deliveries that happen twice; 0.05 unless given. EventBridge repeats a fifth of that. */
  readonly repeats?: number;
  /** Deliveries are picked among so many of the oldest messages; 64 unless given, 1 keeps the order. */
  readonly shuffleWindow?: number;
  /** Most environments (threads) of one function; 2 unless given. */
  readonly environments?: number;
  /** Where the virtual clock starts, ISO 8601; now unless given. May lie in the past, for a replay. */
  readonly startAt?: string;
  /** False: providers report nothing of what became of messages. */
  readonly feedback?: boolean;
  /** Hosts, by name, that functions really reach; calls to all others are captured. */
  readonly allowedHosts?: readonly string[];
  onLog?(line: LogLine): void;
  /** Refused calls, failed deliveries and faults of the cloud itself; stderr unless given. */
  onReport?(line: string): void;
}
