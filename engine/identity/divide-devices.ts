/** The devices of two profiles that were one: a device that both stated is with the later statement, as without the merge. */

import { findStatedDevice, listDevices, removeDevice, stateDevice } from '../channels/devices.ts';
import { findEnd, isLaterHolder } from '../model/address-statement.ts';
import type { Profile } from '../model/profile.ts';

interface Sides {
  readonly before: Profile;
  readonly ended: Profile;
}

/** `states`: before the merge. `replayed`: with what each has stated since then. */
export function divideDevices({ before, ended }: Sides, replayed: Sides): Sides {
  let next: Sides = { before: replayed.before, ended: replayed.ended };
  for (const own of listDevices(replayed.before)) {
    const { address } = own;
    const other = listDevices(replayed.ended).find((device) => device.address === address);
    if (other === undefined) continue;
    // Of before the merge: a report to one of the two is on its way.
    const isSame = (state: Profile, at: number) => findStatedDevice(state, address)?.at === at;
    if (isSame(before, own.at) && isSame(ended, other.at)) continue;
    const holders = [
      { profileId: before.id, at: own.at },
      { profileId: ended.id, at: other.at },
    ] as const;
    const isOfBefore = isLaterHolder(...holders);
    const side = isOfBefore ? 'ended' : 'before';
    const end = findEnd(holders[isOfBefore ? 0 : 1], next[side].id);
    const devices = stateDevice(next[side].devices ?? [], removeDevice(address, end));
    next = { ...next, [side]: { ...next[side], devices } };
  }
  return next;
}
