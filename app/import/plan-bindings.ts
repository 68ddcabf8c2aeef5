/** The stores of a stage as they would be after the rows: what finding their people writes stays in memory. */

import type { Profile } from '../../engine/model/profile.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { createIdentityCache, nameIdentity } from '../identity/identity-cache.ts';
import type { ResolveDependencies } from '../identity/resolve-dependencies.ts';
import { amendBinding } from '../ports/amend-binding.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import type { IdentityBinding, IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

export interface StoredPeople {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
  /** Absent: whether a person was erased is not asked. */
  readonly erasures?: Pick<ErasureReader, 'isUsed' | 'find'> | undefined;
}

export interface PlannedStores extends ResolveDependencies {
  /** Items that were read from the stage. */
  countReads(): number;
}

/** The person is not stored. No stored profile id has a colon. */
export function isPlanned(profileId: string): boolean {
  return profileId.includes('new:');
}

/** What would be written is remembered: the caller bounds the number of rows. */
export function planBindings(stored: StoredPeople): PlannedStores {
  const bindings = new Map<string, IdentityBinding | undefined>();
  const profiles = new Map<string, Profile | undefined>();
  let reads = 0;
  let created = 0;
  let isUsed: Promise<boolean> | undefined;
  const { erasures } = stored;
  const isUnknown = (key: IdentityKey): boolean =>
    !bindings.has(nameIdentity(key)) && !(isOfProfile(key) && isPlanned(key.value));
  const find: IdentityStore['find'] = async (keys, options) => {
    const missing = keys.filter(isUnknown);
    if (missing.length > 0) {
      reads += missing.length;
      const found = await stored.identities.find(missing, options);
      for (const [index, key] of missing.entries()) bindings.set(nameIdentity(key), found[index]);
    }
    return keys.map((key) => bindings.get(nameIdentity(key)));
  };
  const load = async (profileId: string): Promise<Profile | undefined> => {
    if (!profiles.has(profileId) && !isPlanned(profileId)) {
      reads += 1;
      profiles.set(profileId, await stored.profiles.load(profileId, { consistent: false }));
    }
    return profiles.get(profileId);
  };
  return {
    countReads: () => reads,
    erasures: erasures && {
      isUsed() {
        isUsed ??= erasures.isUsed();
        return isUsed;
      },
      find(keys) {
        // Consistent ones: each counts twice.
        reads += 2 * keys.length;
        return erasures.find(keys);
      },
      lift: async () => true,
    },
    identityCache: createIdentityCache(Number.POSITIVE_INFINITY),
    telemetry: { count: () => undefined },
    makeProfileId() {
      created += 1;
      return `new:${created}`;
    },
    identities: {
      find,
      keep: async () => undefined,
      async claim(key, binding) {
        const [bound] = await find([key], { consistent: false });
        if (bound === undefined) bindings.set(nameIdentity(key), binding);
        return bound === undefined;
      },
      async amend(key, amendment) {
        const [bound] = await find([key], { consistent: false });
        if (bound === undefined) throw new RangeError(`A ${key.type} is amended that is not bound`);
        const next = amendBinding(bound, amendment);
        bindings.set(nameIdentity(key), next);
        return next;
      },
      // No row of a plan is delivered twice.
      rebind: async () => false,
    },
    profiles: {
      load,
      loadStored: load,
      save: async (profile) => void profiles.set(profile.id, profile),
    },
  };
}

/** Its value begins with the id of a profile. */
function isOfProfile({ type }: IdentityKey): boolean {
  return type === 'owner' || type === 'slot';
}
