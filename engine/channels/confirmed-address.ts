/**
 * A confirmed yes of a double opt-in counts only for the address that confirmed it: the consent keeps a hash of that
 * address, and every reader compares it with the address in question. So a change of the address rewrites nothing.
 */
import { hashText } from '../base/hash.ts';
import { type Channel, channels } from '../model/channels.ts';
import type { Consent, ConsentState, Profile } from '../model/profile.ts';
import { findAddress, normalizeAddress } from './addresses.ts';
import { parseConsentKey } from './consent-key.ts';
import { readEffective, type TopicPurposes } from './effective-consent.ts';

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
  { state, addressHash, unreadableAt }: Consent,
  channel: Channel,
  address: string | undefined,
): ConsentState {
  if (state === 'granted' && unreadableAt !== undefined) return 'pending';
  if (state !== 'granted' || addressHash === undefined || address === undefined) return state;
  return hashAddress(channel, address) === addressHash ? state : 'pending';
}

/**
 * The state of a key for the present address of the person, which a no to its purpose or to every purpose decides too.
 * Undefined: nothing was stated about it.
 */
export function readPresentState(
  profile: Profile,
  key: string,
  topicPurposes: TopicPurposes,
): ConsentState | undefined {
  return readPastState(profile.consents, key, topicPurposes, (channel) => findAddress(profile, channel));
}

/** The same for other consents and addresses than the present ones. */
export function readPastState(
  consents: Profile['consents'],
  key: string,
  topicPurposes: TopicPurposes,
  findFormer: (channel: Channel) => string | undefined,
): ConsentState | undefined {
  const scope = parseConsentKey(key);
  const consent = scope && readEffective(consents, scope, topicPurposes);
  if (scope === undefined || consent === undefined) return undefined;
  // Only these depend on an address.
  const address = consent.addressHash === undefined ? undefined : findFormer(scope.channel);
  return readStateFor(consent, scope.channel, address);
}

/** The consents, each with its state for the present address: for people who look at them. */
export function readPresentConsents(profile: Profile, topicPurposes: TopicPurposes): Profile['consents'] {
  return Object.fromEntries(
    Object.entries(profile.consents).map(([key, consent]) => {
      return [key, { ...consent, state: readPresentState(profile, key, topicPurposes) ?? consent.state }];
    }),
  );
}
