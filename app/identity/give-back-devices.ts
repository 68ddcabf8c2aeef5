/** After the undo of a merge, each device belongs to the profile that has it, also if the merged one has claimed it. */

import { listDevices } from '../../engine/channels/devices.ts';
import { isIdOf, type Profile } from '../../engine/model/profile.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { readPushAddress } from '../suppression/read-push-address.ts';

/**
 * The two as the undo stores them. One read for each device, and a write for one whose holder is the other profile. Before
 * the undo is decided it changes nothing: both ids are of the merged person.
 */
export async function giveBackDevices(
  identities: Pick<IdentityStore, 'read' | 'keep'>,
  survivor: Profile,
  ended: Profile,
): Promise<void> {
  for (const [own, other] of [
    [survivor, ended],
    [ended, survivor],
  ] as const) {
    const others = new Set(listDevices(other).map(({ address }) => address));
    for (const { address, at } of listDevices(own)) {
      if (others.has(address)) continue;
      const holder = (await readPushAddress(identities, address))?.holder;
      if (holder === undefined || !isIdOf(other, holder.profileId)) continue;
      // Later than the claim of the merged profile, which may be of the same moment.
      const claim = { profileId: own.id, at: Math.max(at, holder.at + 1) };
      await identities.keep({ channel: 'push', address, kind: 'holder', holder: claim });
    }
  }
}
