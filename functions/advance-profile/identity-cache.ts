/** Bindings seen by this process. They never change once made, so they need no expiry, only a bound. */
import { identityKey } from '../../adapters/keys.ts';
import type { IdentityKey } from '../../engine/touchpoint.ts';

export interface IdentityCache {
  get(key: IdentityKey): string | undefined;
  set(key: IdentityKey, profileId: string): void;
}

/** The least recently used binding gives way; 10,000 take about 2 MB. */
export function createIdentityCache(capacity = 10_000): IdentityCache {
  const bindings = new Map<string, string>();
  const refresh = (key: string, profileId: string) => {
    bindings.delete(key);
    bindings.set(key, profileId);
  };
  return {
    get({ type, value }) {
      const key = identityKey(type, value);
      const profileId = bindings.get(key);
      if (profileId !== undefined) refresh(key, profileId);
      return profileId;
    },
    set({ type, value }, profileId) {
      refresh(identityKey(type, value), profileId);
      const [oldest] = bindings.keys();
      if (bindings.size > capacity && oldest !== undefined) bindings.delete(oldest);
    },
  };
}
