/** A program reader that reads the pointer of the published program at most every few seconds. */
import type { ProgramReader } from '../ports/program-store.ts';

/** Milliseconds for which a pointer is used: a published document is in force in what a process shows after that time. */
export const pointerAge = 10_000;

/** `now` in epoch ms. */
export function holdPointer(programs: ProgramReader, now: () => number): ProgramReader {
  let held:
    | { readonly current: ReturnType<ProgramReader['readCurrent']>; readonly readAt: number }
    | undefined;
  return {
    ...programs,
    readCurrent(options) {
      if (held !== undefined && Math.abs(now() - held.readAt) < pointerAge) return held.current;
      const read = { current: programs.readCurrent(options), readAt: now() };
      held = read;
      // A failed read is not kept: the next one reads again.
      read.current.catch(() => {
        if (held === read) held = undefined;
      });
      return read.current;
    },
  };
}
