/** Bindings that this process has read. A binding never changes, so the cache needs no expiry, only a maximum size. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';

/** The key as one text, for maps in memory: types contain no `#`. */
export function nameIdentity({ type, value }: IdentityKey): string {
  return `${type}#${value}`;
}

export interface IdentityCache {
  get(key: IdentityKey): string | undefined;
  set(key: IdentityKey, profileId: string): void;
}

/** The least recently used binding is evicted; 10,000 take about 2 MB. */
export function createIdentityCache(capacity = 10_000): IdentityCache {
  const bindings = new Map<string, string>();
  const refresh = (key: string, profileId: string) => {
    bindings.delete(key);
    bindings.set(key, profileId);
  };
  return {
    get(key) {
      const name = nameIdentity(key);
      const profileId = bindings.get(name);
      if (profileId !== undefined) refresh(name, profileId);
      return profileId;
    },
    set(key, profileId) {
      refresh(nameIdentity(key), profileId);
      const [oldest] = bindings.keys();
      if (bindings.size > capacity && oldest !== undefined) bindings.delete(oldest);
    },
  };
}
