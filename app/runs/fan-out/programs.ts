/** The program that evaluates audiences, compiled once per version. */
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import type { Program } from '../../../engine/compile/program.ts';
import type { ProgramReader } from '../../ports/program-store.ts';
import { loadProgram } from '../../publish/load-program.ts';
import { createPublishedCache, readAtLeast } from '../../runtime/published-cache.ts';

export interface Programs {
  /** The published program: older than `atLeast` only when the pointer was moved back. Throws ProgramMissingError. */
  current(atLeast: number): Promise<Program>;
}

/** A program started the run, and none is published now: a mistake in the table, not an empty audience. */
export class ProgramMissingError extends Error {
  readonly code = 'program_missing';
  constructor() {
    super('No program is published. Publish again: the run continues from its checkpoint.');
    this.name = 'ProgramMissingError';
  }
}

export function createPrograms(store: ProgramReader): Programs {
  const cache = createPublishedCache(store, async (pointer) =>
    compileProgram(await loadProgram(store, pointer)),
  );
  return {
    async current(atLeast) {
      const program = await readAtLeast(cache, atLeast);
      if (program === undefined) throw new ProgramMissingError();
      return program;
    },
  };
}
