/** What an amendment makes of the binding of a key: for stores in memory. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isSharedProfile } from '../../engine/model/profile.ts';
import type { IdentityBinding, KeyAmendment } from './identity-store.ts';

export function amendBinding(bound: IdentityBinding, amendment: KeyAmendment): IdentityBinding {
  const { user, aside, claimants = [] } = bound;
  if ('user' in amendment) return { ...bound, user: user ?? amendment.user };
  const use = omitAbsent({ user, aside, claimants: bound.claimants });
  const isShared = 'profileId' in bound && isSharedProfile(bound.profileId);
  if ('sameAs' in amendment) return isShared ? bound : { sameAs: amendment.sameAs, ...use };
  const all = [...new Set([...claimants, ...amendment.claimants])].sort();
  const target = amendment.shared === undefined || isShared ? bound : { profileId: amendment.shared };
  return { ...target, ...use, claimants: all };
}
