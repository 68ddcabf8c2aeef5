/** The contract between one matcher and the pattern compiler. */

/** A JSON leaf of an event. */
export type Scalar = string | number | boolean | null;

export interface LeafTest {
  matches(value: Scalar, now: number): boolean;
  /** The next moment after `now` (epoch ms) at which the answer for this value flips; absent = time plays no part. */
  readonly flipsAt?: (value: Scalar, now: number) => number | undefined;
}

/** What a matcher is compiled with. */
export interface LeafOptions {
  /** Profiles hold averages, sums and counts of our own making, so their numbers are compared without AWS's limits. */
  readonly anyNumber: boolean;
  /** IANA name of the person's zone while a pattern is matched; absent where no person is known. */
  readonly recipientZone?: () => string;
}

export function isScalar(value: unknown): value is Scalar {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}

export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined || a < b ? a : b;
}
