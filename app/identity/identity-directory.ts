/**
 * The bindings that one batch has read. A key is bound once, to a profile or to a stronger key (`sameAs`), whose
 * person it then shares. Bindings never change, so a stale read can only miss one, and a refused claim reveals it.
 */

import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { IdentityBinding, IdentityStore } from '../ports/identity-store.ts';
import { type IdentityCache, nameIdentity } from './identity-cache.ts';

/** Maximum number of keys in one BatchGetItem. */
const pageSize = 100;

/** The end of a key's bindings: a profile, or a key that is not bound yet, which may be the key itself. */
export type KeyEnd = { readonly profileId: string } | { readonly open: IdentityKey };

export interface IdentityDirectory {
  /** Reads all keys that are not cached, and the stronger keys that they lead to. Throws when a read fails. */
  read(keys: readonly IdentityKey[]): Promise<void>;
  /** The profile that the key leads to, as far as this process has read. */
  get(key: IdentityKey): string | undefined;
  /** Follows the key. A stronger key that is unknown here is read consistently; the key itself is not. */
  findEnd(key: IdentityKey): Promise<KeyEnd>;
  /** The stored binding of a key, read consistently unless this batch has read it. Undefined: not bound. */
  readBinding(key: IdentityKey): Promise<IdentityBinding | undefined>;
  /** Uses another binding from now on, which the key was just given. */
  replace(key: IdentityKey, binding: IdentityBinding): Promise<void>;
  /** Binds a key unless it is bound. Afterwards `get` and `findEnd` use the stored binding. */
  bind(key: IdentityKey, binding: IdentityBinding): Promise<void>;
}

export interface DirectoryPorts {
  readonly identities: Pick<IdentityStore, 'find' | 'claim'>;
  readonly identityCache: IdentityCache;
}

export function createIdentityDirectory({ identities, identityCache }: DirectoryPorts): IdentityDirectory {
  const known = new Map<string, IdentityBinding>();
  /** Stronger keys that were not bound when they were last read. */
  const unbound = new Set<string>();

  function get(key: IdentityKey): string | undefined {
    const cached = identityCache.get(key);
    if (cached !== undefined) return cached;
    const binding = known.get(nameIdentity(key));
    if (binding === undefined || 'profileId' in binding) return binding?.profileId;
    const profileId = getLinked(binding.sameAs);
    if (profileId !== undefined) identityCache.set(key, profileId);
    return profileId;
  }

  /** The profile of a key that is bound to this one. A cached session does not show whether it is a stranger's. */
  function getLinked(key: IdentityKey): string | undefined {
    if (key.type !== 'anonymousId') return get(key);
    const binding = known.get(nameIdentity(key));
    return binding?.aside ?? (binding && get(key));
  }

  function note(key: IdentityKey, binding: IdentityBinding): void {
    known.set(nameIdentity(key), binding);
    if ('profileId' in binding) identityCache.set(key, binding.profileId);
  }

  async function findAll(keys: readonly IdentityKey[]): Promise<readonly IdentityKey[]> {
    const stronger: IdentityKey[] = [];
    for (let start = 0; start < keys.length; start += pageSize) {
      const page = keys.slice(start, start + pageSize);
      const found = await identities.find(page, { consistent: false });
      for (const [index, key] of page.entries()) {
        const binding = found[index];
        if (binding === undefined) continue;
        note(key, binding);
        if ('sameAs' in binding && get(key) === undefined) stronger.push(binding.sameAs);
      }
    }
    return stronger;
  }

  /** Reads the current binding of a key. */
  async function readBound(key: IdentityKey): Promise<IdentityBinding | undefined> {
    const [binding] = await identities.find([key], { consistent: true });
    if (binding !== undefined) note(key, binding);
    return binding;
  }

  async function findEnd(key: IdentityKey): Promise<KeyEnd> {
    const profileId = get(key);
    if (profileId !== undefined) return { profileId };
    const binding = known.get(nameIdentity(key));
    if (binding === undefined || !('sameAs' in binding)) return { open: key };
    const { sameAs } = binding;
    const name = nameIdentity(sameAs);
    // A person is never created for a key that only a stale read shows as unbound.
    if (!known.has(name) && !unbound.has(name) && getLinked(sameAs) === undefined) {
      if ((await readBound(sameAs)) === undefined) unbound.add(name);
    }
    const linked = getLinked(sameAs);
    return linked === undefined ? findEnd(sameAs) : { profileId: linked };
  }

  return {
    async read(keys) {
      const open = new Map<string, IdentityKey>();
      for (const key of keys) if (get(key) === undefined) open.set(nameIdentity(key), key);
      for (let next: readonly IdentityKey[] = [...open.values()]; next.length > 0; )
        next = await findAll(next);
    },
    get,
    findEnd,
    readBinding: async (key) => known.get(nameIdentity(key)) ?? readBound(key),
    async replace(key, binding) {
      identityCache.delete(key);
      note(key, binding);
      await findEnd(key);
    },
    async bind(key, binding) {
      if (await identities.claim(key, binding)) {
        note(key, binding);
        if ('sameAs' in binding) unbound.add(nameIdentity(binding.sameAs));
      } else if ((await readBound(key)) === undefined)
        throw new RangeError(`A ${key.type} is bound and cannot be read`);
    },
  };
}
