/** A person's addresses by channel. */

import type { Json } from '../base/json.ts';
import type { Channel } from '../model/channels.ts';
import { type Profile, readStated } from '../model/profile.ts';
import { channelDefinitions } from './channel-definitions.ts';
import { findReachable } from './devices.ts';
import { dropInvisible, normalizePushToken } from './normal-forms.ts';

const addressTraits: ReadonlySet<string> = new Set(
  Object.values(channelDefinitions).map(({ addressTrait }) => addressTrait),
);

/**
 * The value of a trait as it is kept. Spaces and invisible characters around an address have no meaning and would break
 * a pattern such as `suffix`; letters and separators stay as they were stated.
 */
export function trimStated(trait: string, value: Json): Json {
  return typeof value === 'string' && addressTraits.has(trait) ? dropInvisible(value) : value;
}

/** The form in which an address is written to and compared; undefined = invalid. */
export function normalizeAddress(channel: Channel, text: string): string | undefined {
  return channelDefinitions[channel].normalizeAddress(text);
}

/** Whether an address, in the form of any version of Percorso, is the normalized one. */
export function isSameAddress(channel: Channel, kept: string, normalized: string): boolean {
  return (normalizeAddress(channel, kept) ?? kept) === normalized;
}

/** The person's own address as stated, not checked; of push that of the latest device. Undefined when there is none. */
export function findAddress(profile: Profile, channel: Channel): string | undefined {
  const device = channel === 'push' ? findReachable(profile)[0] : undefined;
  if (device !== undefined) return device.address;
  const value = readStated(profile, channelDefinitions[channel].addressTrait);
  // A push token is a device, which the person may have no more.
  if (channel === 'push' && typeof value === 'string' && normalizePushToken(value) !== undefined)
    return undefined;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  // A phone number may arrive as a number; it has no + and is refused as invalid, with a trace.
  return typeof value === 'number' ? String(value) : undefined;
}

/** The person's own address in its normalized form; undefined when there is none, or an invalid one. */
export function findNormalizedAddress(profile: Profile, channel: Channel): string | undefined {
  const stated = findAddress(profile, channel);
  return stated === undefined ? undefined : normalizeAddress(channel, stated);
}
