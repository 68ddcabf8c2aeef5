/** Who else has stated an id of a person: it stays an id of the other one when the person is erased. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { isOfDevice } from './leave-out-erased.ts';

export interface SharerStores {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly profiles: Pick<ProfileStore, 'loadStored'>;
}

/**
 * The profile of another user who stated the email, number or external id, and is not erased. Undefined: no one did, as
 * far as the item of the key names them. A browser or a phone of two users is an id of its own or of the first one.
 */
export async function findSharer(
  key: IdentityKey,
  own: ReadonlySet<string>,
  { identities, profiles }: SharerStores,
): Promise<string | undefined> {
  if (key.type === 'userId' || isOfDevice(key)) return undefined;
  const [binding] = await identities.find([key], { consistent: true });
  for (const claimant of binding?.claimants ?? []) {
    if (own.has(claimant)) continue;
    const stored = await profiles.loadStored(claimant);
    const end = stored?.mergedInto?.[0] ?? claimant;
    if (own.has(end)) continue;
    const last = end === claimant ? stored : await profiles.loadStored(end);
    if (last !== undefined && last.erasedAt === undefined) return end;
  }
  return undefined;
}
