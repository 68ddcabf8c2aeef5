/** Finds the owner of a key without binding anything. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { IdentityStore } from '../ports/identity-store.ts';

/** A profile id; undefined when the key, or the stronger key that it is bound to, is not bound yet. */
export async function findOwner(
  identities: Pick<IdentityStore, 'find'>,
  key: IdentityKey,
  options: { consistent: boolean },
): Promise<string | undefined> {
  let [binding] = await identities.find([key], options);
  while (binding !== undefined && 'sameAs' in binding) {
    [binding] = await identities.find([binding.sameAs], options);
  }
  return binding?.profileId;
}
