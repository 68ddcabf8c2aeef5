/** Identity keys in memory: for tests and the simulator. */

import type { AddressBook } from '../../app/ports/address-book.ts';
import type { IdentityBinding, IdentityStore } from '../../app/ports/identity-store.ts';
import { identityKey } from '../keys.ts';
import { createMemoryAddressBook } from './address-book.ts';

export interface MemoryIdentityStore extends IdentityStore {
  /** All keys with a known profile, `type#value` to profile id. */
  bindings(): ReadonlyMap<string, string>;
  /** All keys with their bindings. */
  listBound(): readonly (readonly [key: string, binding: IdentityBinding])[];
}

/** `addresses` can be shared with senders, as in DynamoDB. */
export function createMemoryIdentityStore(
  { read, keep }: Pick<AddressBook, 'read' | 'keep'> = createMemoryAddressBook(),
): MemoryIdentityStore {
  const stored = new Map<string, IdentityBinding>();
  const follow = (key: string): string | undefined => {
    const binding = stored.get(key);
    if (binding === undefined || 'profileId' in binding) return binding?.profileId;
    return follow(identityKey(binding.sameAs.type, binding.sameAs.value));
  };
  return {
    read,
    keep,
    async find(keys) {
      return keys.map(({ type, value }) => stored.get(identityKey(type, value)));
    },
    async claim({ type, value }, binding) {
      const key = identityKey(type, value);
      if (stored.has(key)) return false;
      stored.set(key, binding);
      return true;
    },
    listBound: () => [...stored],
    bindings() {
      const people = [...stored.keys()].map((key) => [key, follow(key)] as const);
      return new Map(
        people.flatMap(([key, person]) => (person === undefined ? [] : [[key, person] as const])),
      );
    },
  };
}
