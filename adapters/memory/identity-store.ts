/** Identity keys in memory: for tests and the simulator. */

import { isDeepStrictEqual } from 'node:util';
import type { AddressBook } from '../../app/ports/address-book.ts';
import { amendBinding } from '../../app/ports/amend-binding.ts';
import type {
  ConflictReader,
  ConflictRecord,
  IdentityBinding,
  IdentityStore,
} from '../../app/ports/identity-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { identityKey } from '../keys.ts';
import { createMemoryAddressBook } from './address-book.ts';

export interface MemoryIdentityStore extends IdentityStore, ConflictReader {
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
  const conflicts = new Map<string, ConflictRecord>();
  const follow = (key: string): string | undefined => {
    const binding = stored.get(key);
    if (binding === undefined || 'profileId' in binding) return binding?.profileId;
    const next = identityKey(binding.sameAs.type, binding.sameAs.value);
    return stored.get(next)?.aside ?? follow(next);
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
    async amend({ type, value }, amendment) {
      const key = identityKey(type, value);
      const bound = stored.get(key);
      if (bound === undefined) throw new RangeError(`${type} is not bound`);
      const next = amendBinding(bound, amendment);
      stored.set(key, next);
      if ('claimants' in amendment) {
        const { since = amendment.at, source = amendment.source, shared } = conflicts.get(key) ?? {};
        conflicts.set(key, {
          ...{ key: { type, value }, claimants: next.claimants ?? [], since, lastAt: amendment.at, source },
          ...omitAbsent({ shared: shared ?? amendment.shared }),
        });
      }
      return next;
    },
    async listConflicts(since) {
      const found = [...conflicts.values()].filter((conflict) => conflict.since >= since);
      return { conflicts: found.sort((left, right) => right.since - left.since) };
    },
    async rebind({ type, value }, from, to) {
      const key = identityKey(type, value);
      const bound = stored.get(key);
      const isUnchanged =
        bound !== undefined &&
        ('sameAs' in bound
          ? 'sameAs' in from && isDeepStrictEqual(bound.sameAs, from.sameAs)
          : 'profileId' in from && bound.profileId === from.profileId);
      if (!isUnchanged) return false;
      if (to === undefined) stored.delete(key);
      else stored.set(key, to);
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
