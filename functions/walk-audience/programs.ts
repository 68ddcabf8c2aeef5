/** The program that audiences are judged by, compiled once per version. */
import { compileProgram } from '../../engine/compile-program.ts';
import type { Program, ProgramSnapshot } from '../../engine/program.ts';
import type { SnapshotCache } from '../shared/snapshot-cache.ts';

export interface Programs {
  /** Undefined before anything is published: then there is no audience either. */
  current(): Promise<Program | undefined>;
}

export function createPrograms(snapshots: SnapshotCache): Programs {
  let held: { readonly snapshot: ProgramSnapshot; readonly program: Program } | undefined;
  return {
    async current() {
      const snapshot = await snapshots.current();
      if (snapshot === undefined) return undefined;
      if (held?.snapshot !== snapshot) held = { snapshot, program: compileProgram(snapshot) };
      return held.program;
    },
  };
}
