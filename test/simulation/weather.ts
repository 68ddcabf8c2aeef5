/** What goes wrong in a world: how often calls fail, how slow they are, how far replicas and clocks are off. */
import type { Random } from './random.ts';

/** What can become of one call. The effect happens in all but `fails before` and `dies before`. */
export const faultKinds = [
  'fails before',
  'fails after',
  'times out after',
  'dies before',
  'dies after',
  'is repeated',
  'takes only some',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A port that does not work for some time. */
export interface Outage {
  /** `profiles`, or one call of it: `profiles.save`. */
  readonly port: string;
  /** Milliseconds after the start of the world. */
  readonly from: number;
  readonly to: number;
  /** `dies before`: its callers die. Only in stories that are written by hand. */
  readonly kind: 'fails before' | 'takes nothing' | 'dies before';
  /** Only the calls of this actor; of everybody when absent. */
  readonly actor?: string;
}

export interface Weather {
  /** Probability that a call suffers a fault. */
  readonly faults: number;
  /** Probability that a read without consistency is answered by a replica that lags. */
  readonly stale: number;
  /** Longest lag of a replica, in milliseconds. */
  readonly lag: number;
  /** Longest usual latency of a call, in milliseconds; one in fifty takes up to a hundred times as long. */
  readonly latency: number;
  /** Probability that a message is delivered again. */
  readonly repeats: number;
  /** Milliseconds that the clocks of the workers may be off, in either direction. */
  readonly skew: number;
  readonly outages: readonly Outage[];
  /** Faults end here (milliseconds after the start): then everything must come to rest. */
  readonly calmAt: number;
}

/** The fate of one call. */
export interface Fate {
  readonly delay: number;
  readonly fault?: FaultKind;
  /** Milliseconds by which the answer of an inconsistent read is late. */
  readonly lag?: number;
}

/** Always draws the same number of values, so that the next call's fate does not depend on this one's. */
export function drawFate(random: Random, weather: Weather): Fate {
  const [slow, length, faulty, kind, stale, lag] = [
    random.next(),
    random.next(),
    random.next(),
    random.next(),
    random.next(),
    random.next(),
  ];
  const fault = faultKinds[Math.floor(kind * faultKinds.length)];
  return {
    delay: Math.ceil(length * weather.latency * (slow < 0.02 ? 100 : 1)),
    ...(faulty < weather.faults && fault !== undefined ? { fault } : {}),
    ...(stale < weather.stale ? { lag: Math.ceil(lag * weather.lag) } : {}),
  };
}
