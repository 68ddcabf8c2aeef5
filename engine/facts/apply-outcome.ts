/**
 * Outcomes of our own messages: an address that failed permanently gets no more messages, one whose owner complained no
 * more promotional ones.
 */

import { findAddress, isSameAddress, normalizeAddress } from '../channels/addresses.ts';
import { makeEveryKey } from '../channels/consent-key.ts';
import { type Channel, isChannel } from '../model/channels.ts';
import type { Suppression } from '../model/profile.ts';
import type { StatedConsent } from '../model/stated-consent.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { addTrace, type Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';
import { applyConsent, deny } from './apply-consents.ts';

/** Only touchpoints from source `percorso` count: no other source can suppress an address. */
export function applyOutcome(turn: Turn, touchpoint: Touchpoint): readonly StatedConsent[] {
  const { channel } = touchpoint.properties;
  const isComplaint = touchpoint.source === 'percorso' && touchpoint.name === 'Message Complained';
  const suppression = readSuppression(turn, touchpoint);
  if (suppression !== undefined) suppress(turn, touchpoint, suppression);
  if (touchpoint.source === 'percorso' && touchpoint.name === 'Address Released') release(turn, touchpoint);
  // It names no purpose. A person who complains at one address wants nothing at another one either.
  if (!isComplaint || !isChannel(channel)) return [];
  return [applyConsent(turn, makeEveryKey(channel), deny(turn, touchpoint))];
}

/** The address that must get no more messages, and why. */
export function readSuppression(
  { profile }: Turn,
  touchpoint: Touchpoint,
): (Omit<Suppression, 'at'> & { readonly channel: Channel }) | undefined {
  if (touchpoint.source !== 'percorso') return undefined;
  const reason = readReason(touchpoint);
  const { channel, address: reported } = touchpoint.properties;
  if (reason === undefined || !isChannel(channel)) return undefined;
  const raw = typeof reported === 'string' ? reported : findAddress(profile, channel);
  return raw === undefined ? undefined : { channel, address: normalizeAddress(channel, raw) ?? raw, reason };
}

function suppress(
  turn: Turn,
  touchpoint: Touchpoint,
  { channel, address, reason }: Omit<Suppression, 'at'> & { readonly channel: Channel },
): void {
  const known = turn.profile.suppressions[channel];
  const { occurredAt: at } = touchpoint;
  const isSame = known !== undefined && isSameAddress(channel, known.address, address);
  const isOlder = known !== undefined && (at < known.at || (at === known.at && known.address >= address));
  // For one address the stricter reason holds, whichever came first: a bounce stops more than a complaint.
  const isStricter = isSame && known.reason === 'complained' && reason !== 'complained';
  if (isOlder && !isStricter) return;
  const suppressions = writeRecord(turn, 'suppressions');
  suppressions[channel] = {
    address,
    reason: isSame && reason === 'complained' ? known.reason : reason,
    at: Math.max(at, known?.at ?? at),
  };
  addTrace(turn, `suppression:${channel}`, 'keep', 'done', { channel, note: reason });
}

/** An operator lifted the suppression of the address. */
function release(turn: Turn, { properties: { channel, address }, occurredAt }: Touchpoint): void {
  if (!isChannel(channel)) return;
  const known = turn.profile.suppressions[channel];
  if (known === undefined || known.at > occurredAt) return;
  if (!isSameAddress(channel, known.address, String(address))) return;
  delete writeRecord(turn, 'suppressions')[channel];
  addTrace(turn, `suppression:${channel}`, 'lift', 'done', { channel, note: known.reason });
}

/** Only permanent failures: a full mailbox or a carrier's outage gives no information about the address. */
function readReason(touchpoint: Touchpoint): Suppression['reason'] | undefined {
  const { properties, name } = touchpoint;
  if (name === 'Message Complained') return 'complained';
  if (name === 'Message Bounced') return properties['bounceType'] === 'permanent' ? 'bounced' : undefined;
  if (name === 'Message Failed') return properties['fault'] === 'address' ? 'invalid' : undefined;
  return undefined;
}
