/** A hole: a defect put back into a copy of the product by replacing text. */
export interface Hole {
  readonly id: string;
  /** What goes wrong, in one line. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

interface Edit {
  /** Path from the root of the repository. */
  readonly file: string;
  /** Occurs exactly once. */
  readonly find: string;
  readonly replace: string;
}
