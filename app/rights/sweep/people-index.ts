/** Whose a profile, an id or an address is, among the erased people of a sweep. */
import { normalizeKey } from '../../../engine/identity/identity-rules.ts';
import type { Channel } from '../../../engine/model/channels.ts';
import type { IdentityPolicy } from '../../../engine/model/documents/identity-policy.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';
import { nameKey } from '../person-trace.ts';
import type { SweptPerson } from './swept-people.ts';

/** Each returns the receipt; undefined: it is no one's. `at`: when it was received (epoch ms). */
export interface PeopleIndex {
  findByProfile(id: string): string | undefined;
  findByKey(key: IdentityKey, at: number): string | undefined;
  findByAddress(channel: Channel, address: string, at: number): string | undefined;
}

interface Owner {
  readonly receipt: string;
  /** What was received later is of a person who is back. Absent: the id is still erased. */
  readonly until?: number;
}

export function indexPeople(people: readonly SweptPerson[], policy: IdentityPolicy | undefined): PeopleIndex {
  const profiles = new Map<string, string>();
  const keys = new Map<string, Owner>();
  const addresses = new Map<string, Owner>();
  for (const { receipt, profileIds, keys: all, erasedKeys, before, plan } of people) {
    for (const id of profileIds) profiles.set(id, receipt);
    const erased = new Set(erasedKeys.map(nameKey));
    const lifted = new Set(all.filter((key) => !erased.has(nameKey(key))).map(({ value }) => value));
    const own = (isLifted: boolean): Owner => (isLifted ? { receipt, until: before } : { receipt });
    for (const key of all) keys.set(nameKey(key), own(!erased.has(nameKey(key))));
    for (const place of plan.places)
      if (place.kind === 'address')
        addresses.set(`${place.channel}#${place.address}`, own(lifted.has(place.address)));
  }
  const find = (owners: ReadonlyMap<string, Owner>, name: string, at: number) => {
    const owner = owners.get(name);
    return owner === undefined || (owner.until !== undefined && at > owner.until) ? undefined : owner.receipt;
  };
  return {
    findByProfile: (id) => profiles.get(id),
    findByKey: (key, at) => find(keys, nameKey(normalizeKey(key, policy) ?? key), at),
    findByAddress: (channel, address, at) => find(addresses, `${channel}#${address}`, at),
  };
}
