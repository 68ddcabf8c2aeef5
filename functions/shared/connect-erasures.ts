/** The register of erased ids, for functions that keep what is stated later about one. */
import type { Database } from '../../adapters/dynamodb/client.ts';
import { createDynamoErasureRegister } from '../../adapters/dynamodb/erasure-register.ts';
import { watchErasures } from '../../app/rights/watch-erasures.ts';

interface ErasureVariables {
  readonly IDENTITIES_TABLE: string;
  readonly CONFIG_TABLE: string;
}

export function connectErasures(
  database: Database,
  { IDENTITIES_TABLE: identities, CONFIG_TABLE: config }: ErasureVariables,
) {
  return watchErasures(createDynamoErasureRegister(database, { identities, config }), Date.now);
}
