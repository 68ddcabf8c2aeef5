/** Finds the program that a slice decides with. */

import type { Program } from '../../engine/compile/program.ts';
import { ProgramBehindError } from '../runtime/program-behind-error.ts';
import type { AdvanceDependencies } from './dependencies.ts';

export interface ProgramContext {
  readonly dependencies: AdvanceDependencies;
  /** Of the batch. */
  readonly program: Program;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The program of this batch, or a newer one when the state was decided with a newer one: an older program would remove
 * the timers of documents that it does not have. Throws ProgramBehindError.
 */
export async function findProgram(
  { dependencies, program, now }: ProgramContext,
  needed: number | undefined,
): Promise<Program> {
  if (needed === undefined || needed <= program.version) return program;
  const newest = await dependencies.programs.current(now, dependencies.telemetry, needed);
  if (newest.version >= needed) return newest;
  // The pointer was moved back, as after a restore of the config table: the older program is the published one.
  const pointer = await dependencies.programStore.readCurrent({ consistent: true });
  if (pointer.version > 0 && pointer.version === newest.version) return newest;
  throw new ProgramBehindError(newest.version, needed);
}
