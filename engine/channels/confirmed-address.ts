/**
 * A confirmed yes of a double opt-in counts only for the address that confirmed it: the consent keeps a hash of that
 * address, and every reader compares it with the address in question. So a change of the address rewrites nothing.
 */
import { hashText } from '../base/hash.ts';
import type { Channel } from '../model/channels.ts';
import type { Consent, ConsentState, Profile } from '../model/profile.ts';
import { findAddress, normalizeAddress } from './addresses.ts';

/** 64 bits in hex, of the normalized address. */
export function hashAddress(channel: Channel, address: string): string {
  return hashText(normalizeAddress(channel, address) ?? address);
}

/** The state of a key for an address of the channel; undefined = the person has none yet. */
export function readStateFor(
  { state, addressHash }: Consent,
  channel: Channel,
  address: string | undefined,
): ConsentState {
  if (state !== 'granted' || addressHash === undefined || address === undefined) return state;
  return hashAddress(channel, address) === addressHash ? state : 'pending';
}

/** The state for the present address of the person. */
export function readPresentState(profile: Profile, channel: Channel, consent: Consent): ConsentState {
  return readStateFor(consent, channel, findAddress(profile, channel));
}
