/** The order in which the policy `last_used` tries the addresses of a person. */
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { maxAddressLength } from '../../engine/model/address-statement.ts';
import { type Channel, channels } from '../../engine/model/channels.ts';
import type { AddressBook } from '../ports/address-book.ts';

export interface UsedAddress {
  readonly address: string;
  /** When the person last used it (epoch ms); absent: never, as far as is known. */
  readonly usedAt?: number;
}

/** The last used first; those that were never used in the given order. One eventually consistent read each. */
export async function orderByUse(
  channel: Channel,
  addresses: readonly string[],
  book: Pick<AddressBook, 'read'>,
): Promise<readonly UsedAddress[]> {
  const found = await Promise.all(addresses.map((address) => readUse(channel, address, book)));
  return found.sort((left, right) => (right.usedAt ?? 0) - (left.usedAt ?? 0));
}

/** Of a phone number, what the person did with it on any channel. */
export async function readUse(
  channel: Channel,
  address: string,
  book: Pick<AddressBook, 'read'>,
): Promise<UsedAddress> {
  if (address.length > maxAddressLength) return { address };
  const { addressTrait } = channelDefinitions[channel];
  const same = channels.filter((other) => channelDefinitions[other].addressTrait === addressTrait);
  const records = await Promise.all(same.map((other) => book.read(other, address, { consistent: false })));
  const moments = records.flatMap((record) => [record?.usedAt, record?.heardAt]);
  const known = moments.filter((moment) => moment !== undefined);
  return known.length === 0 ? { address } : { address, usedAt: Math.max(...known) };
}
