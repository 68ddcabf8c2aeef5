/** Lets the ids that another person stated too lead to that person: they are not erased. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { ErasurePlan } from '../ports/erasure-receipts.ts';
import type { IdentityBinding, IdentityStore } from '../ports/identity-store.ts';

/** Can be repeated. A key that leads elsewhere meanwhile stays as it is. */
export async function passOnKeys(
  { identities }: { readonly identities: Pick<IdentityStore, 'find' | 'rebind'> },
  { passedOn = [], keys }: ErasurePlan,
  profileIds: ReadonlySet<string>,
): Promise<void> {
  for (const { key, to } of passedOn) {
    const [binding] = await identities.find([key], { consistent: true });
    if (binding !== undefined && isBoundTo(binding, profileIds, keys))
      await identities.rebind(key, binding, { profileId: to });
  }
}

/** To a profile of the person, or to a stronger key of the person. */
function isBoundTo(
  binding: IdentityBinding,
  profileIds: ReadonlySet<string>,
  keys: readonly IdentityKey[],
): boolean {
  if ('profileId' in binding) return profileIds.has(binding.profileId);
  const { sameAs } = binding;
  return keys.some(({ type, value }) => type === sameAs.type && value === sameAs.value);
}
