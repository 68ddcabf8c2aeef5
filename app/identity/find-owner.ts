/** Finds the owner of a key without binding anything. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { IdentityStore } from '../ports/identity-store.ts';

/** The end of a key's bindings: the last key, and the profile that it is bound to, if it is. */
export interface BoundEnd {
  readonly key: IdentityKey;
  readonly profileId?: string;
}

export async function findBoundEnd(
  identities: Pick<IdentityStore, 'find'>,
  key: IdentityKey,
  options: { consistent: boolean },
): Promise<BoundEnd> {
  for (let last = key; ; ) {
    const [binding] = await identities.find([last], options);
    if (binding === undefined) return { key: last };
    if (last !== key && binding.aside !== undefined) return { key: last, profileId: binding.aside };
    if ('profileId' in binding) return { key: last, profileId: binding.profileId };
    last = binding.sameAs;
  }
}

/** A profile id; undefined when the key, or the stronger key that it is bound to, is not bound yet. */
export async function findOwner(
  identities: Pick<IdentityStore, 'find'>,
  key: IdentityKey,
  options: { consistent: boolean },
): Promise<string | undefined> {
  return (await findBoundEnd(identities, key, options)).profileId;
}
