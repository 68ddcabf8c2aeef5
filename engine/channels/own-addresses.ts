/** The emails or phone numbers of a person, of which one message goes to one. */

import { isObject, type Json } from '../base/json.ts';
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
  readonly label?: string;
}

/**
 * In the order of choice, each once: the primary address, then the list (`emails`, `phones`), in which entries with
 * `isPrimary` come first. An entry is a text or `{ address, label?, isPrimary? }`; of any other form it is skipped.
 */
export function listOwnAddresses(profile: Profile, channel: Channel): readonly OwnAddress[] {
  const { listTrait } = channelDefinitions[channel];
  const primary = findAddress(profile, channel);
  const list = listTrait && readStated(profile, listTrait);
  const entries = (Array.isArray(list) ? list.slice(0, maxListed) : []).map(readEntry);
  const sorted = [{ address: primary, isFirst: true }, ...entries].sort(
    (left, right) => Number(right.isFirst) - Number(left.isFirst),
  );
  const found = new Map<string, OwnAddress>();
  for (const { address: stated, label } of sorted as readonly Entry[]) {
    if (stated === undefined) continue;
    const address = normalizeAddress(channel, stated) ?? stated;
    if (!found.has(address) || label !== undefined) found.set(address, { address, ...omitAbsent({ label }) });
  }
  return [...found.values()];
}

interface Entry {
  readonly address: string | undefined;
  readonly isFirst: boolean;
  readonly label?: string;
}

function readEntry(entry: Json): Entry {
  const { address, label, isPrimary } = isObject(entry) ? entry : { address: entry };
  return {
    address: typeof address === 'string' ? address : undefined,
    isFirst: isPrimary === true,
    ...omitAbsent({ label: typeof label === 'string' ? label : undefined }),
  };
}

/** Whether the person has the address (normalized) beside the primary one. */
export function isFurtherAddress(profile: Profile, channel: Channel, address: string): boolean {
  if (findNormalizedAddress(profile, channel) === address) return false;
  return listOwnAddresses(profile, channel).some((own) => own.address === address);
}
