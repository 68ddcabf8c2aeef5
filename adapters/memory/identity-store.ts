/** Identity keys in memory: for tests and the simulator. */
import { identityKey } from '../keys.ts';
import type { IdentityStore } from '../ports.ts';

export interface MemoryIdentityStore extends IdentityStore {
  /** All bindings, `type#value` to profile id. */
  bindings(): ReadonlyMap<string, string>;
}

export function createMemoryIdentityStore(): MemoryIdentityStore {
  const bindings = new Map<string, string>();
  return {
    async find(keys) {
      return keys.map(({ type, value }) => bindings.get(identityKey(type, value)));
    },
    async claim({ type, value }, profileId) {
      const key = identityKey(type, value);
      if (bindings.has(key)) return false;
      bindings.set(key, profileId);
      return true;
    },
    bindings: () => bindings,
  };
}
