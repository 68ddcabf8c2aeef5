/** The records of merges in advance-profile: the adapter is loaded with the first merge. */
import type { MergeStore } from '../../app/ports/merge-store.ts';
import { openOnce } from '../open-once.ts';
import type { Database } from './client.ts';

type Method = (...parameters: readonly unknown[]) => Promise<unknown>;

export function createLazyMergeStore(database: Database, table: string): MergeStore {
  const open = openOnce(async () =>
    (await import('./merge-store.ts')).createDynamoMergeStore(database, table),
  );
  const call = async (name: string, parameters: readonly unknown[]) =>
    ((await open()) as unknown as Readonly<Record<string, Method>>)[name]?.(...parameters);
  return new Proxy({} as MergeStore, {
    get:
      (_none, name) =>
      (...parameters: readonly unknown[]) =>
        call(String(name), parameters),
  });
}
