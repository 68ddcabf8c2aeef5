/** Write keys, and keys of the Profile API, in memory: for tests. */
import type { ApiKey, ApiKeyStore } from '../../app/ports/api-keys.ts';
import type { WriteKey, WriteKeyStore } from '../../app/ports/write-keys.ts';

export const createMemoryWriteKeyStore = (): WriteKeyStore => createKeys<WriteKey>();

export const createMemoryApiKeyStore = (): ApiKeyStore => createKeys<ApiKey>();

function createKeys<Key extends { readonly hash: string; readonly createdAt: number }>() {
  const keys = new Map<string, Key>();
  return {
    find: async (hash: string) => keys.get(hash),
    list: async () => [...keys.values()].sort((left, right) => left.createdAt - right.createdAt),
    put: async (key: Key) => void keys.set(key.hash, key),
  };
}
