/** Rejected touchpoints in memory: for tests. */
import type { RejectedStore } from '../../app/ports/rejected-store.ts';
import { makeRejectedKey, parseRejected, readRejectedKey } from '../s3/rejected-key.ts';

export function createMemoryRejectedStore(): RejectedStore {
  const objects = new Map<string, string>();
  return {
    async put(rejected) {
      objects.set(makeRejectedKey(rejected), JSON.stringify(rejected));
    },
    async list() {
      return { keys: [...objects.keys()].sort() };
    },
    readKey: readRejectedKey,
    async get(key) {
      return parseRejected(key, objects.get(key));
    },
    async remove(key) {
      objects.delete(key);
    },
  };
}
