/**
 * A confirmed yes of a double opt-in counts only for the address that confirmed it: the consent keeps a hash of that
 * address, and every reader compares it with the address in question. So a change of the address rewrites nothing.
 */
import { hashText } from '../base/hash.ts';
import { type Channel, channels } from '../model/channels.ts';
import type { Consent, ConsentState, Profile } from '../model/profile.ts';
import { findAddress, normalizeAddress } from './addresses.ts';
import { parseConsentKey } from './consent-key.ts';

/** The addresses of a person, in the order of the channels. */
export type Addresses = readonly (string | undefined)[];

export function listAddresses(profile: Profile): Addresses {
  return channels.map((channel) => findAddress(profile, channel));
}

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

/** The state of a key for the present address of the person. Undefined: nothing was stated about it. */
export function readPresentState(profile: Profile, key: string): ConsentState | undefined {
  const consent = Object.hasOwn(profile.consents, key) ? profile.consents[key] : undefined;
  // Only these depend on an address.
  const channel = consent?.addressHash === undefined ? undefined : parseConsentKey(key)?.channel;
  if (consent === undefined || channel === undefined) return consent?.state;
  return readStateFor(consent, channel, findAddress(profile, channel));
}

/** The consents, each with its state for the present address: for people who look at them. */
export function readPresentConsents(profile: Profile): Profile['consents'] {
  return Object.fromEntries(
    Object.entries(profile.consents).map(([key, consent]) => {
      return [key, { ...consent, state: readPresentState(profile, key) ?? consent.state }];
    }),
  );
}
