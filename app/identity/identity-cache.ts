/**
 * Bindings that this process has read, of a maximum number. They have no expiry: a binding changes only when a second
 * user states the key, and then the profile that it led to says so (`releasedKeys`).
 * A process that still has an owner key which an undo of a merge gave back merges less (docs/adr/0089).
 */

/** An identity key, or another one whose value this process remembers. */
export interface CachedKey {
  readonly type: string;
  readonly value: string;
}

import type { IdentityKey } from '../../engine/model/touchpoint.ts';

/** The key as one text, for maps in memory: types contain no `#`. */
export function nameIdentity({ type, value }: CachedKey): string {
  return `${type}#${value}`;
}

/** In the cache once this process knows whose the key is, under `sharing` or without a policy: settle-keys.ts. */
export function nameSettled(profileId: string, key: IdentityKey, sharing = 'plainly'): CachedKey {
  return { type: `settled-${sharing}`, value: `${profileId}#${nameIdentity(key)}` };
}

export interface IdentityCache {
  get(key: CachedKey): string | undefined;
  set(key: CachedKey, profileId: string): void;
  delete(key: CachedKey): void;
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
    delete: (key) => void bindings.delete(nameIdentity(key)),
    set(key, profileId) {
      refresh(nameIdentity(key), profileId);
      const [oldest] = bindings.keys();
      if (bindings.size > capacity && oldest !== undefined) bindings.delete(oldest);
    },
  };
}
