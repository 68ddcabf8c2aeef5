/** The published program as it was published, loaded when the pointer moved. */

import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { ProgramReader } from '../ports/ports.ts';
import { loadProgram } from '../publish/load-program.ts';

export interface SnapshotCache {
  /**
   * One call while nothing new is published, another when that read gave a version below `atLeast`. Undefined before
   * the first publishing.
   */
  current(atLeast?: number): Promise<ProgramSnapshot | undefined>;
}

export function createSnapshotCache(store: ProgramReader): SnapshotCache {
  let held: ProgramSnapshot | undefined;
  return {
    async current(atLeast = 0) {
      let current = await store.readCurrent();
      if (current.version < atLeast) current = await store.readCurrent({ consistent: true });
      if (current.version === 0) return undefined;
      if (held?.version !== current.version || held.hash !== current.hash) {
        held = await loadProgram(store, current);
      }
      return held;
    },
  };
}
