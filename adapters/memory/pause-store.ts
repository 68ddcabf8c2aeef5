/** Pauses in memory: for tests and the simulator. */
import { isDeepStrictEqual } from 'node:util';
import { PauseConflictError } from '../../app/ports/pause-conflict-error.ts';
import type { PauseRecord, PauseStore } from '../../app/ports/pause-store.ts';

export function createMemoryPauseStore(): PauseStore {
  const records = new Map<string, PauseRecord>();
  return {
    list: async () => [...records.values()].map((record) => structuredClone(record)),
    async put(record) {
      const { label, revision } = record;
      const found = records.get(label);
      const written = { ...structuredClone(record), revision: revision + 1 };
      if (isDeepStrictEqual(found, written)) return;
      if ((found?.revision ?? 0) !== revision) throw new PauseConflictError(label);
      records.set(label, written);
    },
  };
}
