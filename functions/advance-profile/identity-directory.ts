/**
 * What one batch knows of whose keys are. A key is bound once, to a profile or to a stronger key (`sameAs`), whose
 * person it then shares whoever that becomes. Nothing is ever bound again, so a stale read can only miss a binding.
 */
import { identityKey } from '../../adapters/keys.ts';
import type { IdentityBinding } from '../../adapters/ports.ts';
import type { IdentityKey } from '../../engine/touchpoint.ts';
import type { AdvanceDependencies } from './dependencies.ts';

/** Keys of one BatchGetItem. */
const pageSize = 100;

export interface IdentityDirectory {
  /** Reads all keys that this process has not met, and the stronger keys that they lead to. Throws when a read fails. */
  read(keys: readonly IdentityKey[]): Promise<void>;
  /** The profile whose key it is, as far as known here. */
  get(key: IdentityKey): string | undefined;
  /**
   * Follows a key that is bound to a stronger one nobody has yet: then a profile is made for that one. Not if that one is
   * `strongest`, the strongest key of the touchpoint: it is bound last, after all keys of the touchpoint lead to it.
   */
  settle(key: IdentityKey, strongest: IdentityKey): Promise<void>;
  /** Binds a key unless it is bound; the profile whose key it is now. */
  claim(key: IdentityKey, profileId: string): Promise<string>;
  /** Binds a key to a stronger one unless it is bound. False: it is another person's, whom `get` now tells. */
  attach(key: IdentityKey, stronger: IdentityKey): Promise<boolean>;
}

export function createIdentityDirectory({
  identities,
  identityCache,
  makeProfileId,
}: AdvanceDependencies): IdentityDirectory {
  const known = new Map<string, IdentityBinding>();

  function get(key: IdentityKey): string | undefined {
    const cached = identityCache.get(key);
    if (cached !== undefined) return cached;
    const binding = known.get(identityKey(key.type, key.value));
    if (binding === undefined || 'profileId' in binding) return binding?.profileId;
    const profileId = get(binding.sameAs);
    if (profileId !== undefined) identityCache.set(key, profileId);
    return profileId;
  }

  function note(key: IdentityKey, binding: IdentityBinding): void {
    known.set(identityKey(key.type, key.value), binding);
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

  /** What a key is bound to at this moment, after a claim of ours was refused. */
  async function readBound(key: IdentityKey): Promise<IdentityBinding> {
    const [binding] = await identities.find([key], { consistent: true });
    if (binding === undefined) throw new RangeError(`A ${key.type} was claimed by nobody`);
    return binding;
  }

  async function claim(key: IdentityKey, profileId: string): Promise<string> {
    const mine = { profileId };
    return follow(key, (await identities.claim(key, mine)) ? mine : await readBound(key));
  }

  /** Whoever comes first binds the stronger key, so that two who follow it find one person. */
  async function follow(key: IdentityKey, binding: IdentityBinding): Promise<string> {
    note(key, binding);
    if ('profileId' in binding) return binding.profileId;
    const { sameAs } = binding;
    const [next] = await identities.find([sameAs], { consistent: true });
    const profileId = next === undefined ? await makePerson(sameAs) : await follow(sameAs, next);
    identityCache.set(key, profileId);
    return profileId;
  }

  /** Whether a binding leads to the key, over however many stronger ones. */
  async function leadsTo(binding: IdentityBinding, key: IdentityKey): Promise<boolean> {
    if ('profileId' in binding) return false;
    if (isSame(binding.sameAs, key)) return true;
    const [next] = await identities.find([binding.sameAs], { consistent: true });
    return next !== undefined && leadsTo(next, key);
  }

  async function makePerson(key: IdentityKey): Promise<string> {
    const profileId = makeProfileId(key);
    if (key.type === 'userId') await claim({ type: 'owner', value: profileId }, key.value);
    return claim(key, profileId);
  }

  return {
    async read(keys) {
      const open = new Map<string, IdentityKey>();
      for (const key of keys) if (get(key) === undefined) open.set(identityKey(key.type, key.value), key);
      for (let next: readonly IdentityKey[] = [...open.values()]; next.length > 0; )
        next = await findAll(next);
    },
    get,
    async settle(key, strongest) {
      const binding = known.get(identityKey(key.type, key.value));
      if (get(key) !== undefined || binding === undefined || (await leadsTo(binding, strongest))) return;
      await follow(key, binding);
    },
    claim,
    async attach(key, stronger) {
      const wanted = { sameAs: stronger };
      const binding = (await identities.claim(key, wanted)) ? wanted : await readBound(key);
      if (await leadsTo(binding, stronger)) {
        note(key, binding);
        return true;
      }
      await follow(key, binding);
      return false;
    },
  };
}

function isSame(left: IdentityKey, right: IdentityKey): boolean {
  return left.type === right.type && left.value === right.value;
}
