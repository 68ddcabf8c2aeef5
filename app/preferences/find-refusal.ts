/** Why a confirmation would have no effect: the page must not thank for it. */
import { findAddress } from '../../engine/channels/addresses.ts';
import { hashAddress } from '../../engine/channels/confirmed-address.ts';
import { makeEveryKey } from '../../engine/channels/consent-key.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { isBlocked } from '../../engine/policy/admit.ts';
import type { ConfirmClaim } from '../links/link-claim.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

/**
 * `blocked`: the address complained or is suppressed. `withdrawn`: a no to every key of the link, of the person or the
 * address, is not older than the request. `moved`: the person has another address.
 */
export type Refusal = 'blocked' | 'withdrawn' | 'moved';

export interface RefusalPorts {
  readonly addresses: Pick<AddressBook, 'read'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
}

/** Throws when the state cannot be read: the link can be used again. */
export async function findRefusal(
  { profileId, channel, address, keys, requestedAt }: ConfirmClaim,
  { addresses, profiles }: RefusalPorts,
): Promise<Refusal | undefined> {
  const [record, profile] = await Promise.all([
    addresses.read(channel, address, { consistent: true }),
    profiles.load(profileId, { consistent: true }),
  ]);
  if (isBlocked(record)) return 'blocked';
  const isDenied = (key: string) =>
    [key, makeEveryKey(channel)].some(
      (one) => Math.max(record?.deniedAt?.[one] ?? 0, findLastNo(profile, one)) >= requestedAt,
    );
  if (keys.length > 0 && keys.every(isDenied)) return 'withdrawn';
  const present = profile === undefined ? undefined : findAddress(profile, channel);
  const isMoved = present !== undefined && hashAddress(channel, present) !== hashAddress(channel, address);
  return isMoved ? 'moved' : undefined;
}

function findLastNo(profile: Profile | undefined, key: string): number {
  const consent = profile?.consents[key];
  return consent?.state === 'denied' ? consent.at : (consent?.deniedAt ?? 0);
}
