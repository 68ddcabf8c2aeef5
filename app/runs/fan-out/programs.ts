/** The program that audiences are judged by, compiled once per version. */
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import type { Program } from '../../../engine/compile/program.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { SnapshotCache } from '../../runtime/snapshot-cache.ts';

export interface Programs {
  /** The published one: older than `atLeast` only when the pointer was moved back. Throws ProgramMissingError. */
  current(atLeast: number): Promise<Program>;
}

/** A program started the run, and now there is none: a mistake in the table, not an empty audience. */
export class ProgramMissingError extends Error {
  readonly code = 'program_missing';
  constructor() {
    super('No program is published. Publish again: the run continues from its checkpoint.');
    this.name = 'ProgramMissingError';
  }
}

export function createPrograms(snapshots: SnapshotCache): Programs {
  let held: { readonly snapshot: ProgramSnapshot; readonly program: Program } | undefined;
  return {
    async current(atLeast) {
      const snapshot = await snapshots.current(atLeast);
      if (snapshot === undefined) throw new ProgramMissingError();
      if (held?.snapshot !== snapshot) held = { snapshot, program: compileProgram(snapshot) };
      return held.program;
    },
  };
}
