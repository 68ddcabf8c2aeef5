/** The emails or phone numbers of a person, of which one message goes to one. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { Channel } from '../model/channels.ts';
import { type Profile, readStated } from '../model/profile.ts';
import { findAddress, findNormalizedAddress, normalizeAddress } from './addresses.ts';
import { channelDefinitions } from './channel-definitions.ts';

/** Entries of one list that count: the first ones. */
const maxListed = 10;

export interface OwnAddress {
  /** Normalized; as stated when it is invalid. */
  readonly address: string;
  /** `work`, as the person's system calls it. */
  readonly label?: Json;
}

/** The valid addresses of a person with several, or with a listed one alone; else none. */
export function listSeveral(profile: Profile, channel: Channel): readonly string[] {
  const own = listOwnAddresses(profile, channel).flatMap(({ address }) =>
    normalizeAddress(channel, address) === undefined ? [] : [address],
  );
  return own.every((address) => address === findNormalizedAddress(profile, channel)) ? [] : own;
}

/**
 * In the order of choice, each once: the primary address, then the list (`emails`, `phones`), in which entries with
 * `isPrimary` come first. An entry is a text or `{ address, label?, isPrimary? }`; of any other form it is skipped.
 */
export function listOwnAddresses(profile: Profile, channel: Channel): readonly OwnAddress[] {
  const { listTrait = '' } = channelDefinitions[channel];
  const list = readStated(profile, listTrait);
  const entries: JsonObject[] = (Array.isArray(list) ? list : [])
    .slice(0, maxListed)
    .map((entry) => (isObject(entry) ? entry : { address: entry }))
    .sort((left, right) => Number(right['isPrimary'] === true) - Number(left['isPrimary'] === true));
  const found = new Map<string, OwnAddress>();
  const primary: JsonObject = { address: findAddress(profile, channel) ?? null };
  for (const { address: stated, label } of [primary, ...entries]) {
    if (typeof stated !== 'string') continue;
    const address = normalizeAddress(channel, stated) ?? stated;
    if (!found.has(address)) found.set(address, { address, ...omitAbsent({ label }) });
  }
  return [...found.values()];
}
