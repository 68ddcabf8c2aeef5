/** Gives the owner keys of two profiles back, which a merge had joined: docs/adr/0089. */
import { hasAbsorbed, type Profile } from '../../engine/model/profile.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { findBoundEnd, findOwner } from './find-owner.ts';
import { ownerKey } from './unite-owners.ts';

/** A user has claimed the merged profile, and the claim of the user id has not followed yet: its event is delivered again. */
export class OwnerUnsettledError extends Error {
  readonly code = 'owner_unsettled';
  readonly profileId: string;
  constructor(profileId: string) {
    super(`A user is signing in to profile ${profileId}. The undo of the merge is retried.`);
    this.name = 'OwnerUnsettledError';
    this.profileId = profileId;
  }
}

/**
 * Each of the two belongs to the user whose id leads to it, or to no one. Each call changes one key that still has the
 * binding that was read. Throws OwnerUnsettledError.
 */
export async function giveBackOwners(
  identities: Pick<IdentityStore, 'find' | 'claim' | 'rebind'>,
  survivor: string,
  ended: Profile,
): Promise<void> {
  const consistent = { consistent: true };
  const { profileId: user, key: root } = await findBoundEnd(identities, ownerKey(survivor), consistent);
  const profileId =
    user === undefined ? undefined : await findOwner(identities, { type: 'userId', value: user }, consistent);
  if (user !== undefined && profileId === undefined) throw new OwnerUnsettledError(survivor);
  const isOfEnded = profileId !== undefined && (profileId === ended.id || hasAbsorbed(ended, profileId));
  const key = ownerKey(ended.id);
  const [binding] = await identities.find([key], consistent);
  const isJoined = binding !== undefined && ('sameAs' in binding || binding.profileId === user);
  if (!isOfEnded || user === undefined) {
    if (isJoined) await identities.rebind(key, binding, undefined);
    return;
  }
  const own = { profileId: user };
  if (binding === undefined) await identities.claim(key, own);
  else if ('sameAs' in binding) await identities.rebind(key, binding, own);
  if (root.value === survivor) await identities.rebind(root, own, undefined);
}
