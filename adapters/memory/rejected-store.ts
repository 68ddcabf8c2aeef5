/** Rejected touchpoints in memory: for tests. */
import type { RejectedStore } from '../../app/ports/rejected-store.ts';
import {
  makeRejectedKey,
  parseRejected,
  quarantinePrefix,
  readRejectedKey,
  rejectedPrefix,
} from '../s3/rejected-key.ts';

export function createMemoryRejectedStore(): RejectedStore {
  const objects = new Map<string, string>();
  const listKeys = (prefix: string) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    async put(rejected) {
      objects.set(makeRejectedKey(rejected), JSON.stringify(rejected));
    },
    list: async () => ({ keys: listKeys(rejectedPrefix) }),
    listQuarantined: async () => ({ keys: listKeys(quarantinePrefix) }),
    readKey: readRejectedKey,
    async get(key) {
      return parseRejected(key, objects.get(key));
    },
    async remove(key) {
      objects.delete(key);
    },
  };
}
