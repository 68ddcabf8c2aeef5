/** The ledger of a function that rarely appends to it: loads the adapter with the first statement of a consent. */
import type { ConsentLedger } from '../../app/ports/consent-ledger.ts';
import { openOnce } from '../open-once.ts';
import type { Database } from './client.ts';

/** Appends only: `percorso consent` reads the ledger with the whole adapter. */
export function createLazyConsentLedger(database: Database, table: string): Pick<ConsentLedger, 'append'> {
  const open = openOnce(async () => {
    const { createDynamoConsentLedger } = await import('./consent-ledger.ts');
    return createDynamoConsentLedger(database, table);
  });
  return { append: async (record) => (await open()).append(record) };
}
