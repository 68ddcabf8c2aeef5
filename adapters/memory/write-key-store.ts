/** Write keys in memory: for tests. */
import type { WriteKey, WriteKeyStore } from '../../app/ports/write-keys.ts';

export function createMemoryWriteKeyStore(): WriteKeyStore {
  const keys = new Map<string, WriteKey>();
  return {
    find: async (hash) => keys.get(hash),
    list: async () => [...keys.values()].sort((left, right) => left.createdAt - right.createdAt),
    put: async (key) => void keys.set(key.hash, key),
  };
}
