/** Pauses in memory: for tests and the simulator. */
import type { PauseRecord, PauseStore } from '../ports.ts';

export function createMemoryPauseStore(): PauseStore {
  const records = new Map<string, PauseRecord>();
  return {
    list: async () => [...records.values()].map((record) => structuredClone(record)),
    put: async (record) => void records.set(record.label, structuredClone(record)),
  };
}
