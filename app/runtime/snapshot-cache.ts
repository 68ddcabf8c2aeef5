/** Caches the published snapshot of the program, and loads it when the pointer changed. */

import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadProgram } from '../publish/load-program.ts';
import { createPublishedCache, readAtLeast } from './published-cache.ts';

export interface SnapshotCache {
  /**
   * One call while nothing new is published, and another when that read gave a version below `atLeast`. Undefined
   * before the first publication.
   */
  current(atLeast?: number): Promise<ProgramSnapshot | undefined>;
}

export function createSnapshotCache(store: ProgramReader): SnapshotCache {
  const cache = createPublishedCache(store, (pointer) => loadProgram(store, pointer));
  return { current: (atLeast = 0) => readAtLeast(cache, atLeast) };
}
