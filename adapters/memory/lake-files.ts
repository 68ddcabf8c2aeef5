/** The files of the lake in memory. */
import type { LakeFiles } from '../../app/ports/lake.ts';
import type { LakeRewriter } from '../../app/ports/lake-rewriter.ts';

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

/** Of the same files. The version of a file is its text. */
export function createMemoryLakeRewriter(files: Map<string, string>): LakeRewriter {
  return {
    list: async (prefix, after) =>
      [...files.keys()]
        .filter((key) => key.startsWith(prefix) && (after === undefined || key > after))
        .sort(),
    async read(key) {
      const text = files.get(key);
      return text === undefined ? undefined : { text, version: text };
    },
    async replace(key, text, version) {
      if (files.get(key) !== version) return false;
      files.set(key, text);
      return true;
    },
  };
}
