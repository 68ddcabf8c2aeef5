/**
 * The last check, of the address: consents and suppressions from other profiles, whether the run used it, and whether
 * another profile asked it for a confirmation.
 */

import { expireAfter, HOUR } from '../../engine/base/time-units.ts';
import { maxAddressLength } from '../../engine/model/address-statement.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import { admitAddress } from '../../engine/policy/admit.ts';
import type { CompiledPolicy } from '../../engine/policy/compile-policy.ts';
import type { AddressBook } from '../ports/address-book.ts';

export interface AddressTools {
  readonly addresses: Pick<AddressBook, 'read' | 'claim'>;
  readonly timelineDays: number;
}

export interface AddressCheck {
  /** The reason not to send; undefined = send. */
  readonly refusal?: ReasonCode | undefined;
  /** Earlier messages failed temporarily: the report of a delivery must say that it ends them. */
  readonly isBouncing?: boolean;
}

/** Of a transactional message, a refusal by a stale read is confirmed by a consistent one. */
export async function checkAddress(
  message: SendMessage,
  { addresses, timelineDays }: AddressTools,
  policy: CompiledPolicy,
  now: number,
): Promise<AddressCheck> {
  const { channel, to } = message;
  if (to.length > maxAddressLength) return {};
  // A person who has just unsubscribed must be read: an eventually consistent read may miss it for a second.
  const readings = message.class === 'promotional' || message.confirms !== undefined ? [true] : [false, true];
  for (const consistent of readings) {
    const addressState = await addresses.read(channel, to, { consistent });
    const refusal = addressState === undefined ? undefined : admitAddress(addressState, message, policy, now);
    const isBouncing = addressState?.softBounces !== undefined;
    if (refusal !== undefined && !consistent) continue;
    if (refusal !== undefined) return { refusal, isBouncing };
    if (message.confirms !== undefined) {
      return (await claimConfirmation(message, addresses, now))
        ? { isBouncing }
        : { refusal: 'limit_reached' };
    }
    if (addressState?.isShared !== true) return { isBouncing };
    // Several profiles share the mailbox: it gets only the first message of a campaign's run.
    if (!message.touchpointId.startsWith('campaign:')) return { isBouncing };
    const expiresAt = expireAfter(now, timelineDays);
    const isFree = await addresses.claim(message.touchpointId, message, expiresAt, Math.floor(now / 1000));
    return isFree ? { isBouncing } : { refusal: 'address_reached' };
  }
  return {};
}

/**
 * However many user ids a form is posted with: for an hour after a confirmation, no other profile sends one of
 * the same template to the address. The decision limits those of one profile.
 */
function claimConfirmation(
  { template, profileId, channel, to }: SendMessage,
  addresses: AddressTools['addresses'],
  now: number,
): Promise<boolean> {
  const owner = { id: profileId, channel, to };
  const [from, until] = [now, now + HOUR].map((at) => Math.floor(at / 1000)) as [number, number];
  return addresses.claim(`confirm:${template}`, owner, until, from);
}
