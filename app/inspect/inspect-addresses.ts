/** What holds for a person's addresses, whichever profile caused it: senders read it before each call. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { findNormalizedAddress, normalizeAddress } from '../../engine/channels/addresses.ts';
import { makeEveryKey, makeStopKey } from '../../engine/channels/consent-key.ts';
import { listDevices } from '../../engine/channels/devices.ts';
import { listOwnAddresses } from '../../engine/channels/own-addresses.ts';
import { type Channel, channels } from '../../engine/model/channels.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import { isIdOf, type Profile } from '../../engine/model/profile.ts';
import type { AddressRecord } from '../../engine/policy/admit.ts';
import { compileBounces, isBouncedOut } from '../../engine/policy/soft-bounces.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { readUse, type UsedAddress } from '../send/order-addresses.ts';

export interface InspectedAddress extends Pick<AddressRecord, 'suppressedBy' | 'isShared'> {
  readonly channel: Channel;
  /** One that the person has now, normalized. */
  readonly address: string;
  /** Of one in `emails` or `phones`: as it was stated. */
  readonly label?: string;
  /** It is not the primary one. */
  readonly isFurther?: true;
  /** No message of any class. */
  readonly isSuppressed: boolean;
  /** No promotional message. */
  readonly hasComplained: boolean;
  /** Consent keys that are denied for the address. */
  readonly denied: readonly string[];
  /** Those with a yes after the no to every purpose; none after STOP. */
  readonly lifted: readonly string[];
  /** Temporary failures since the last delivery. */
  readonly softBounces: number;
  /** Too many of them: no message of any class. */
  readonly isBouncedOut: boolean;
  /** When the person last used it (epoch ms), where the policy is `last_used`. */
  readonly usedAt?: number;
}

/** Of each valid address of the person: by channel, the primary one first. `now`: epoch ms. */
export async function inspectAddresses(
  profile: Profile,
  identities: Pick<IdentityStore, 'read'>,
  policy: Pick<PolicyDocument, 'bounces' | 'addresses'> | undefined,
  now: number,
): Promise<readonly InspectedAddress[]> {
  const found = listOwn(profile).map(async (own): Promise<InspectedAddress> => {
    const { channel, address } = own;
    const record = (await identities.read(channel, address, { consistent: true })) ?? nothingKnown;
    const {
      hasComplained = false,
      consents,
      softBounces = [],
      deniedAt = {},
      grantedAt = {},
      confirmedAt: _confirmedAt,
      holder,
      heardAt: _heardAt,
      isListed: _isListed,
      usedAt: _usedAt,
      ...facts
    } = record;
    const every = deniedAt[makeEveryKey(channel)];
    const isByUse = policy?.addresses?.[channel] === 'last_used';
    const { usedAt }: Pick<UsedAddress, 'usedAt'> = isByUse
      ? await readUse(channel, address, identities)
      : {};
    const isStopped = deniedAt[makeStopKey(channel)] !== undefined;
    const isLifted = (key: string) => !isStopped && every !== undefined && (grantedAt[key] ?? every) > every;
    return {
      ...own,
      ...facts,
      hasComplained,
      // Of a device of the person, only their own consents count.
      denied:
        holder !== undefined && isIdOf(profile, holder.profileId)
          ? []
          : Object.keys(consents).filter((key) => consents[key] === 'denied'),
      lifted: Object.keys(grantedAt).filter(isLifted),
      softBounces: softBounces.length,
      ...omitAbsent({ usedAt }),
      isBouncedOut: isBouncedOut(softBounces, compileBounces(policy?.bounces), now),
    };
  });
  return Promise.all(found);
}

type Own = Pick<InspectedAddress, 'channel' | 'address' | 'label' | 'isFurther'>;

function listOwn(profile: Profile): readonly Own[] {
  return channels.flatMap((channel): readonly Own[] => {
    if (channel === 'push') return listDevices(profile).map(({ address }) => ({ channel, address }));
    const primary = findNormalizedAddress(profile, channel);
    const valid = listOwnAddresses(profile, channel).filter(
      ({ address }) => normalizeAddress(channel, address) !== undefined,
    );
    return valid.map(({ address, label }) => ({
      channel,
      address,
      ...omitAbsent({
        label: typeof label === 'string' ? label : undefined,
        isFurther: address === primary ? undefined : (true as const),
      }),
    }));
  });
}

const nothingKnown: AddressRecord = { isSuppressed: false, isShared: false, consents: {} };

/** Something holds messages to the address back. */
export function isHeldBack(address: InspectedAddress): boolean {
  const { isSuppressed, hasComplained, denied, isBouncedOut: isOut } = address;
  return isSuppressed || hasComplained || isOut || denied.length > 0;
}
