/** The accounts of a function that rarely reads one: loads the adapter with the first. */
import type { AccountStore } from '../../app/ports/account-store.ts';
import { openOnce } from '../open-once.ts';
import type { Database } from './client.ts';

export function createLazyAccountStore(database: Database, table: string): AccountStore {
  const open = openOnce(async () => {
    const { createDynamoAccountStore } = await import('./account-store.ts');
    return createDynamoAccountStore(database, table);
  });
  return {
    read: async (...input) => (await open()).read(...input),
    save: async (account) => (await open()).save(account),
    claimEntry: async (...input) => (await open()).claimEntry(...input),
  };
}
