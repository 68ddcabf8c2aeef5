/** The files of the lake in memory. */
import type { LakeFiles } from '../../app/ports/lake.ts';

export interface MemoryLakeFiles extends LakeFiles {
  /** Text by key. */
  readonly files: Map<string, string>;
}

export function createMemoryLakeFiles(): MemoryLakeFiles {
  const files = new Map<string, string>();
  return {
    files,
    listDelivered: async () => [...files.keys()].filter((key) => key.startsWith('incoming/')).sort(),
    read: async (key) => files.get(key),
    async write(key, text) {
      files.set(key, text);
    },
    async remove(key) {
      files.delete(key);
    },
  };
}
