/** Link keys in memory. */
import type { LinkKeyReader, LinkKeyWriter } from '../../app/ports/link-keys.ts';

export function createMemoryLinkKeyStore(): LinkKeyReader & LinkKeyWriter {
  const keys: Uint8Array[] = [];
  return {
    async read(version = keys.length) {
      const key = keys[version - 1];
      return key === undefined ? undefined : { version, key };
    },
    async createFirst(key) {
      if (keys.length > 0) return false;
      keys.push(key);
      return true;
    },
    addVersion: async (key) => keys.push(key),
  };
}
