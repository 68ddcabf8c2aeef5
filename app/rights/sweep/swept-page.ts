/** What a page of a sweep has removed. */

export interface SweptPage {
  readonly removed: readonly Removal[];
  /** Undefined: the step has ended. */
  readonly cursor: string | undefined;
  /** The page was not possible now: a later run repeats it. */
  readonly isLater?: true;
}

export interface Removal {
  readonly receipt: string;
  readonly kind: string;
  readonly number: number;
}
