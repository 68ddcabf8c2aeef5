/** Loads a published program and makes sure that it is the one published. Light: hot functions import it. */
import { gunzipSync } from 'node:zlib';
import { applyPauses } from '../../engine/model/apply-pauses.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { ProgramUnreadableError } from '../ports/program-errors.ts';
import type { ProgramReader } from '../ports/program-store.ts';

/** The pointer, as `ProgramReader.readCurrent` returns it. */
export interface PublishedVersion {
  readonly version: number;
  readonly hash: string;
  readonly chunks: number;
}

/** The program in force, with the operators' pauses applied. Otherwise as loadStated. */
export async function loadProgram(store: ProgramReader, current: PublishedVersion): Promise<ProgramSnapshot> {
  return applyPauses(await loadStated(store, current));
}

/**
 * The program as its documents state it: the base of the next publication. One read per chunk. Callers that hold a
 * program compare `readCurrent().version` first and load when it changed. Throws ProgramUnreadableError when chunks
 * are missing, damaged, or from another program.
 */
export async function loadStated(store: ProgramReader, current: PublishedVersion): Promise<ProgramSnapshot> {
  const indexes = Array.from({ length: current.chunks }, (_, index) => index);
  const chunks = await Promise.all(indexes.map((index) => store.loadChunk(current.version, index)));
  const snapshot = parseChunks(chunks, current.version);
  if (snapshot.hash !== current.hash || snapshot.version !== current.version) {
    throw new ProgramUnreadableError(current.version, 'its chunks hold another program');
  }
  return snapshot;
}

function parseChunks(chunks: readonly Uint8Array[], version: number): ProgramSnapshot {
  try {
    const text = gunzipSync(Buffer.concat(chunks)).toString('utf8');
    return JSON.parse(text) as ProgramSnapshot;
  } catch (error) {
    throw new ProgramUnreadableError(version, error instanceof Error ? error.message : String(error));
  }
}
