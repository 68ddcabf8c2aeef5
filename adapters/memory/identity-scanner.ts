/** The scan of identity keys, addresses and entries of accounts in memory: for tests. */
import type { IdentityScanner, ScannedIdentity } from '../../app/ports/identity-scanner.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { isChannel } from '../../engine/model/channels.ts';
import { parseAddressKey, parseIdentityKey } from '../keys.ts';
import type { MemoryAccountStore } from './account-store.ts';
import type { MemoryAddressBook } from './address-book.ts';
import type { MemoryIdentityStore } from './identity-store.ts';

export interface ScannedStores {
  readonly identities: Pick<MemoryIdentityStore, 'listBound'>;
  readonly addresses: Pick<MemoryAddressBook, 'listNamed'>;
  readonly accounts: Pick<MemoryAccountStore, 'listEntries'>;
}

const pageSize = 100;

/** All items are in the first segment. */
export function createMemoryIdentityScanner(stores: ScannedStores): IdentityScanner {
  return {
    async scan({ index }, cursor) {
      if (index > 0) return { items: [] };
      const start = Number(cursor ?? 0);
      const all = listAll(stores);
      const end = start + pageSize;
      return {
        items: all.slice(start, end),
        ...omitAbsent({ cursor: end < all.length ? String(end) : undefined }),
      };
    },
  };
}

function listAll({ identities, addresses, accounts }: ScannedStores): readonly ScannedIdentity[] {
  const keys = identities.listBound().map(([text, binding]): ScannedIdentity => {
    const key = parseIdentityKey(text);
    const isInternal = key.type === 'owner' || key.type === 'slot';
    const bound = 'profileId' in binding ? binding.profileId : undefined;
    const lead = isInternal ? key.value.split('/')[0] : bound;
    const all = [lead, binding.aside, ...(binding.claimants ?? [])];
    return {
      kind: 'key',
      ...{ key, binding, profileIds: [...new Set(all.filter((each) => each !== undefined))] },
      ...omitAbsent({ sameAs: 'sameAs' in binding ? binding.sameAs : undefined }),
    };
  });
  const named = addresses.listNamed().flatMap(({ key, profileIds }): ScannedIdentity[] => {
    const { channel, address } = parseAddressKey(key);
    return isChannel(channel) ? [{ kind: 'address', channel, address, profileIds }] : [];
  });
  const entries = accounts.listEntries().map(
    ({ journey, account, profileId }): ScannedIdentity => ({
      ...{ kind: 'accountEntry', journey, account, profileIds: [profileId] },
    }),
  );
  return [...keys, ...named, ...entries];
}
