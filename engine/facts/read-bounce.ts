/** Reads what the outcome of an email says about the mailbox, beyond a permanent failure. */
import { omitAbsent } from '../base/omit-absent.ts';
import { findAddress, normalizeAddress } from '../channels/addresses.ts';
import type { AddressStatement } from '../model/address-statement.ts';
import type { Profile } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';

/** SES's sub-types of a bounce that is about the message, not about the mailbox. */
const messageFaults = new Set(['ContentRejected', 'AttachmentRejected', 'MessageTooLarge']);

/**
 * A temporary failure, or a delivery after one; an operator's release ends the count, too. The provider reports
 * `endsBounces` for a message to an address with temporary failures: other deliveries state nothing, and cost nothing.
 */
export function readBounceStatement(profile: Profile, touchpoint: Touchpoint): AddressStatement | undefined {
  const { source, name, properties, id, occurredAt: at } = touchpoint;
  if (source !== 'percorso' || properties['channel'] !== 'email') return undefined;
  const isDelivered =
    (name === 'Message Delivered' && properties['endsBounces'] === true) || name === 'Address Released';
  if (!isDelivered && !(name === 'Message Bounced' && isSoft(touchpoint))) return undefined;
  const stated = properties['address'] ?? findAddress(profile, 'email');
  const address = typeof stated === 'string' ? normalizeAddress('email', stated) : undefined;
  if (address === undefined) return undefined;
  if (isDelivered) return { channel: 'email', address, kind: 'delivered', at };
  const isExpired = properties['isExpired'] === true ? true : undefined;
  return {
    channel: 'email',
    address,
    kind: 'softBounce',
    bounce: { report: id, at, ...omitAbsent({ isExpired }) },
  };
}

function isSoft({ properties }: Touchpoint): boolean {
  const { bounceType, reason } = properties;
  return (bounceType === 'transient' || bounceType === 'undetermined') && !messageFaults.has(String(reason));
}
