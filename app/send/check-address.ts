/** The last check, of the address: consents and suppressions from other profiles, and whether the run used it. */

import { expireAfter } from '../../engine/base/time-units.ts';
import { maxAddressLength } from '../../engine/model/address-statement.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import { admitAddress } from '../../engine/policy/admit.ts';
import type { AddressBook } from '../ports/address-book.ts';

export interface AddressTools {
  readonly addresses: Pick<AddressBook, 'read' | 'claim'>;
  readonly timelineDays: number;
}

/**
 * The reason not to send; undefined = send. Of a transactional message, a refusal by a stale read is confirmed by a
 * consistent one.
 */
export async function checkAddress(
  message: SendMessage,
  { addresses, timelineDays }: AddressTools,
  now: number,
): Promise<ReasonCode | undefined> {
  const { channel, to } = message;
  if (to.length > maxAddressLength) return undefined;
  // A person who has just unsubscribed must be read: an eventually consistent read may miss it for a second.
  const readings = message.class === 'promotional' ? [true] : [false, true];
  for (const consistent of readings) {
    const addressState = await addresses.read(channel, to, { consistent });
    const refusal = addressState === undefined ? undefined : admitAddress(addressState, message);
    if (refusal !== undefined && !consistent) continue;
    if (refusal !== undefined || addressState?.isShared !== true) return refusal;
    // Several profiles share the mailbox: it gets only the first message of a campaign's run.
    if (!message.touchpointId.startsWith('campaign:')) return undefined;
    const expiresAt = expireAfter(now, timelineDays);
    return (await addresses.claim(message.touchpointId, message, expiresAt)) ? undefined : 'address_reached';
  }
  return undefined;
}
