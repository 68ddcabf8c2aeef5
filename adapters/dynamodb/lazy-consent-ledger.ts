/** The ledger of a function that rarely appends to it: loads the adapter with the first statement of a consent. */
import type { ConsentLedger } from '../../app/ports/consent-ledger.ts';
import type { Database } from './client.ts';

export function createLazyConsentLedger(database: Database, table: string): Pick<ConsentLedger, 'append'> {
  let ledger: ConsentLedger | undefined;
  return {
    async append(record) {
      ledger ??= await load(database, table);
      return ledger.append(record);
    },
  };
}

async function load(database: Database, table: string): Promise<ConsentLedger> {
  const { createDynamoConsentLedger } = await import('./consent-ledger.ts');
  return createDynamoConsentLedger(database, table);
}
