/** The contract between one matcher and the pattern compiler. */

/** A JSON leaf of an event. */
export type Scalar = string | number | boolean | null;

export interface LeafTest {
  matches(value: Scalar, now: number): boolean;
  /** The next moment after `now` (epoch ms) at which the answer for this value flips; absent = time has no effect. */
  readonly flipsAt?: (value: Scalar, now: number) => number | undefined;
}

/** The options with which a matcher is compiled. */
export interface LeafOptions {
  /** Profiles contain computed sums and counts, so their numbers are compared without AWS's limits. */
  readonly anyNumber: boolean;
  /** IANA name of the person's zone while a pattern is matched; absent when there is no person. */
  readonly recipientZone?: () => string;
}

export function isScalar(value: unknown): value is Scalar {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}
