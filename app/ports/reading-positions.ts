/** How far a list that is read over several runs has been read. */

/** Positions of lists. `list`: names the list in the stage. */
export interface ReadingPositions {
  /** The cursor at which the next run continues. Undefined: at the beginning. A consistent read. */
  read(list: string): Promise<string | undefined>;
  /** `cursor`: as the list gave it; undefined = the next run begins again. Idempotent. */
  keep(list: string, cursor: string | undefined): Promise<void>;
}
