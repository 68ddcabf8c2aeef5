/** Something that must never be so. */
export interface Violation {
  /** Which invariant is broken, in a few words: shrinking keeps to it. */
  readonly rule: string;
  readonly profileId?: string;
  readonly text: string;
}

export type Report = (rule: string, text: string) => void;
