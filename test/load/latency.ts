/** How long calls and dispatches take in the load model: seeded, right-skewed. The figures are assumptions; docs/scale.md lists them. */
import type { Random } from '../simulation/random.ts';

export interface Spread {
  /** Milliseconds. */
  readonly median: number;
  /** Milliseconds: one call in a hundred takes longer. */
  readonly p99: number;
}

export const latencies = {
  read: { median: 4, p99: 15 },
  write: { median: 6, p99: 20 },
  putEvents: { median: 12, p99: 50 },
  sendMail: { median: 80, p99: 250 },
  /** A batch of ten events in advance-profile. */
  advanceEvents: { median: 100, p99: 300 },
  /** A batch of ten messages of the bulk queue, with twenty people each. */
  advanceTasks: { median: 600, p99: 1_500 },
  /** From the end of an invocation, or the arrival of a message, to the start of the next one. */
  dispatch: { median: 20, p99: 60 },
  coldStart: { median: 700, p99: 1_500 },
} as const satisfies Record<string, Spread>;

export type LatencyName = keyof typeof latencies;

/** Log-normal: 2.326 standard deviations above the mean of the logarithm is the 99th percentile. */
export function drawLatency(random: Random, name: LatencyName): number {
  const { median, p99 } = latencies[name];
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return median * (p99 / median) ** (normal / 2.326);
}
