/** Loads the program that is in force. */
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadProgram } from './load-program.ts';

/** With the operators' pauses applied. Undefined when nothing is published. Throws ProgramUnreadableError. */
export async function loadPublished(programs: ProgramReader): Promise<ProgramSnapshot | undefined> {
  const current = await programs.readCurrent();
  return current.version === 0 ? undefined : loadProgram(programs, current);
}
