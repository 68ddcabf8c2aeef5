/** The register of erased ids in advance-profile: loaded with the first new id of a process. */
import type { ErasureReader } from '../../app/ports/erasure-register.ts';
import { openOnce } from '../open-once.ts';
import type { Database } from './client.ts';
import type { ErasureTables } from './erasure-register.ts';

export function createLazyErasureReader(database: Database, tables: ErasureTables): ErasureReader {
  const open = openOnce(async () =>
    (await import('./erasure-register.ts')).createDynamoErasureRegister(database, tables),
  );
  return {
    isUsed: async () => (await open()).isUsed(),
    find: async (keys) => (await open()).find(keys),
    lift: async (key, at, facts) => (await open()).lift(key, at, facts),
  };
}
