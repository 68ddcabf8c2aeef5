/** Accounts in memory, in the form in which they are stored: for tests and the simulator. */
import type { AccountStore } from '../../app/ports/account-store.ts';
import { decodeAccount, encodeAccount } from '../dynamodb/account-store.ts';
import type { Item } from '../dynamodb/attributes.ts';
import { checkItem } from './check-item.ts';

export interface MemoryAccountStore extends AccountStore {
  listEntries(): readonly {
    readonly journey: string;
    readonly account: string;
    readonly profileId: string;
  }[];
}

export function createMemoryAccountStore(): MemoryAccountStore {
  const items = new Map<string, Item>();
  const entries = new Map<string, string>();
  const find = (account: string) => {
    const item = items.get(account);
    return item === undefined ? undefined : decodeAccount(item);
  };
  return {
    read: async (account) => find(account),

    listEntries: () =>
      [...entries].map(([key, profileId]) => {
        const [journey = '', account = ''] = JSON.parse(key) as string[];
        return { journey, account, profileId };
      }),

    async save(account) {
      if ((find(account.id)?.version ?? 0) !== account.version - 1) return false;
      const item = encodeAccount(account);
      checkItem(item);
      items.set(account.id, item);
      return true;
    },

    async claimEntry(journey, account, profileId) {
      const key = JSON.stringify([journey, account]);
      const holder = entries.get(key) ?? profileId;
      entries.set(key, holder);
      return holder;
    },
  };
}
