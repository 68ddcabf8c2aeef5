/** Texts of pages in memory: for tests. */
import type { Wording, WordingStore } from '../../app/ports/wording-store.ts';

export function createMemoryWordingStore(): WordingStore {
  const known = new Map<string, Wording>();
  return {
    async keep(wording) {
      known.set(wording.version, wording);
    },
    find: async (version) => known.get(version),
  };
}
