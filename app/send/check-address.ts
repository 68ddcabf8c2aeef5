/**
 * The last check, of the address: consents and suppressions from other profiles, whether the run used it, and whether
 * another profile asked it for a confirmation.
 */

import { expireAfter, HOUR } from '../../engine/base/time-units.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { isWindowOpen } from '../../engine/channels/reply-window.ts';
import { maxAddressLength } from '../../engine/model/address-statement.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { isIdOf, type Profile } from '../../engine/model/profile.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import { admitAddress } from '../../engine/policy/admit.ts';
import type { CompiledPolicy } from '../../engine/policy/compile-policy.ts';
import type { AddressBook } from '../ports/address-book.ts';
import { checkDevices, type DeviceTools, type MovedDevice } from './devices/check-devices.ts';

export interface AddressTools extends DeviceTools {
  readonly addresses: Pick<AddressBook, 'read' | 'claim' | 'readClaim'>;
  readonly timelineDays: number;
}

export interface AddressCheck {
  /** The reason not to send; undefined = send. */
  readonly refusal?: ReasonCode | undefined;
  /** Epoch ms: another confirmation message of this profile has the address until then. */
  readonly waitUntil?: number;
  /** Earlier messages failed temporarily: the report of a delivery must say that it ends them. */
  readonly isBouncing?: boolean;
  /** The channel allows free text to the address. */
  readonly isWindowOpen?: boolean;
  /** Of a push: to the devices that may get it, and those that another person has now. */
  readonly message?: SendMessage;
  readonly moved?: readonly MovedDevice[];
}

/** `profile`: undefined for a test message. */
export async function checkAddress(
  message: SendMessage,
  profile: Profile | undefined,
  tools: AddressTools,
  policy: CompiledPolicy,
  now: number,
): Promise<AddressCheck> {
  if (message.channel !== 'push') return checkOne(message, profile, tools, policy, now);
  const { message: reachable, refusal, moved } = await checkDevices(message, profile, tools, policy, now);
  if (reachable === undefined) return { refusal, moved };
  const check =
    message.confirms === undefined ? {} : await claimConfirmation(reachable, profile, tools.addresses, now);
  return { message: reachable, moved, ...check };
}

/** Of a transactional message, a refusal by a stale read is confirmed by a consistent one. */
async function checkOne(
  message: SendMessage,
  profile: Profile | undefined,
  { addresses, timelineDays }: AddressTools,
  policy: CompiledPolicy,
  now: number,
): Promise<AddressCheck> {
  const { channel, to } = message;
  if (to.length > maxAddressLength) return {};
  // A person who has just unsubscribed must be read: an eventually consistent read may miss it for a second.
  // Nor may it miss the message of a person that has just opened the window.
  const hasWindow = channelDefinitions[channel].replyWindow !== undefined;
  const isExact = message.class === 'promotional' || message.confirms !== undefined || hasWindow;
  const readings = isExact ? [true] : [false, true];
  for (const consistent of readings) {
    const addressState = await addresses.read(channel, to, { consistent });
    const refusal = addressState === undefined ? undefined : admitAddress(addressState, message, policy, now);
    const facts = {
      isBouncing: addressState?.softBounces !== undefined,
      isWindowOpen: isWindowOpen(channel, addressState?.heardAt, now),
    };
    if (refusal !== undefined && !consistent) continue;
    if (refusal !== undefined) return { refusal, ...facts };
    if (message.confirms !== undefined)
      return { ...(await claimConfirmation(message, profile, addresses, now)), ...facts };
    if (addressState?.isShared !== true && addressState?.isListed !== true) return facts;
    // Several profiles may share the mailbox: it gets only the first message of a campaign's run.
    if (!message.touchpointId.startsWith('campaign:')) return facts;
    const expiresAt = expireAfter(now, timelineDays);
    const isFree = await addresses.claim(message.touchpointId, message, expiresAt, Math.floor(now / 1000));
    return isFree ? facts : { refusal: 'address_reached' };
  }
  return {};
}

/**
 * For an hour after a confirmation message, whatever its template, the address gets no other one. That of another profile
 * is refused: a stranger may post a form with many user ids. One of the same person, which an earlier one of them delayed,
 * waits: nothing else asks for what it asks for.
 */
async function claimConfirmation(
  { id, profileId, channel, to }: SendMessage,
  profile: Profile | undefined,
  addresses: AddressTools['addresses'],
  now: number,
): Promise<Pick<AddressCheck, 'refusal' | 'waitUntil'>> {
  const expiresAt = Math.ceil((now + HOUR) / 1000);
  const owner = { id: `${profileId}/${id}`, channel, to };
  if (await addresses.claim(claimName, owner, expiresAt, Math.floor(now / 1000))) return {};
  const other = await addresses.readClaim(claimName, channel, to);
  // Removed since: the next look claims it.
  if (other === undefined) return { waitUntil: now };
  const [owning = ''] = other.id.split('/');
  const isOwn = owning === profileId || (profile !== undefined && isIdOf(profile, owning));
  return isOwn ? { waitUntil: other.expiresAt * 1000 } : { refusal: 'limit_reached' };
}

const claimName = 'confirm';
