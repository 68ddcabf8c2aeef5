/**
 * Decides which of two profiles a person keeps. Each profile has an owner key (docs/adr/0011.md). The owner key of the
 * profile that ends leads to that of the one that stays, by one conditional put that is never changed, so any number of
 * workers decide the same: keys lead from profiles without a user to profiles with one, or to the older id.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { findBoundEnd, findOwner } from './find-owner.ts';

/** The profile that stays; undefined: they stay two, because they belong to two users, or one to a user who has not been named. */
export async function uniteOwners(
  identities: Pick<IdentityStore, 'find' | 'claim'>,
  left: string,
  right: string,
  mayJoinUser: boolean,
): Promise<string | undefined> {
  for (;;) {
    const [one, other] = [await findRoot(identities, left), await findRoot(identities, right)];
    if (one.profileId === other.profileId) return one.profileId;
    if (one.userId !== undefined && other.userId !== undefined) {
      if (one.userId !== other.userId) return undefined;
      // A worker that lost the race for a user id has left the owner key of another profile: the user's own one stays.
      return findOwner(identities, { type: 'userId', value: one.userId }, { consistent: true });
    }
    const hasUser = one.userId !== undefined || other.userId !== undefined;
    if (hasUser && !mayJoinUser) return undefined;
    const isOneKept =
      one.userId !== undefined || (other.userId === undefined && one.profileId < other.profileId);
    const [kept, ended] = isOneKept ? [one, other] : [other, one];
    // False: another worker bound it meanwhile, to a user or to a third profile. The next round reads it.
    await identities.claim(ownerKey(ended.profileId), { sameAs: ownerKey(kept.profileId) });
  }
}

interface Root {
  readonly profileId: string;
  /** The user that the profile belongs to. */
  readonly userId?: string;
}

/** The end of the owner keys that the profile's own one leads to; it is bound to a user id. */
async function findRoot(identities: Pick<IdentityStore, 'find'>, profileId: string): Promise<Root> {
  const end = await findBoundEnd(identities, ownerKey(profileId), { consistent: true });
  return { profileId: end.key.value, ...omitAbsent({ userId: end.profileId }) };
}

export function ownerKey(profileId: string): IdentityKey {
  return { type: 'owner', value: profileId };
}
