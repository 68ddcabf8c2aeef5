/** The last look, at the address: what another profile that it is on said, and whether its message went out already. */

import { expireAfter } from '../../engine/base/time-units.ts';
import { maxAddressLength } from '../../engine/model/address-statement.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import { admitAddress } from '../../engine/policy/admit.ts';
import type { AddressBook } from '../ports/ports.ts';

export interface AddressTools {
  readonly addresses: Pick<AddressBook, 'read' | 'claim'>;
  readonly timelineDays: number;
}

/** The reason not to send; undefined = send. A stale read may only let through, so a refusal is read again. */
export async function checkAddress(
  message: SendMessage,
  { addresses, timelineDays }: AddressTools,
  now: number,
): Promise<ReasonCode | undefined> {
  const { channel, to } = message;
  if (to.length > maxAddressLength) return undefined;
  for (const consistent of [false, true]) {
    const standing = await addresses.read(channel, to, { consistent });
    const refusal = standing === undefined ? undefined : admitAddress(standing, message);
    if (refusal !== undefined && !consistent) continue;
    if (refusal !== undefined || standing?.isShared !== true) return refusal;
    // One mailbox, several profiles: the first message of a campaign's run is the one it gets.
    if (!message.touchpointId.startsWith('campaign:')) return undefined;
    const expiresAt = expireAfter(now, timelineDays);
    return (await addresses.claim(message.touchpointId, message, expiresAt)) ? undefined : 'address_reached';
  }
  return undefined;
}
