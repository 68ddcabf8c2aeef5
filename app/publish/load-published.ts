/** Loads the program that is in force. */
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { createPublishedCache, type PublishedCache } from '../runtime/published-cache.ts';
import { loadProgram } from './load-program.ts';

/** One request reads the program several times, and a process serves many requests. */
const held = new WeakMap<ProgramReader, PublishedCache<ProgramSnapshot>>();

/**
 * With the operators' pauses applied. The pointer is read each time, and the program when the pointer names another one.
 * Undefined when nothing is published. Throws ProgramUnreadableError.
 */
export async function loadPublished(programs: ProgramReader): Promise<ProgramSnapshot | undefined> {
  const cache =
    held.get(programs) ?? createPublishedCache(programs, (pointer) => loadProgram(programs, pointer));
  held.set(programs, cache);
  return (await cache.read({ consistent: false }))?.value;
}
