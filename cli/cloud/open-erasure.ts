/** Opens everything that an erasure reads and removes. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoErasureReceipts } from '../../adapters/dynamodb/erasure-receipts.ts';
import { createDynamoErasureRegister } from '../../adapters/dynamodb/erasure-register.ts';
import { createDynamoIdentityScanner } from '../../adapters/dynamodb/identity-scanner.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoMergeStore } from '../../adapters/dynamodb/merge-store.ts';
import { createDynamoPersonEraser } from '../../adapters/dynamodb/person-eraser.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { nameCaller } from '../../adapters/operator/name-caller.ts';
import type { ErasureStores } from '../../app/rights/erase-person.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';
import { readNow } from './read-now.ts';

export interface Erasure extends ErasureStores {
  /** The ARN of the operator. */
  readonly nameCaller: () => Promise<string>;
  /** Epoch ms. */
  readonly readNow: () => Promise<number>;
}

export async function openErasure(options: CloudOptions, terminal: Terminal): Promise<Erasure> {
  const connection = connect(options, terminal);
  const names = await findNames(
    ['IdentitiesTable', 'TimelineTable', 'ConsentsTable', 'ProfilesTable', 'ConfigTable', 'StatisticsTable'],
    options,
    connection,
    terminal.env,
  );
  const database = createDynamoClient(connection.client);
  const tables = {
    identities: names.IdentitiesTable,
    timeline: names.TimelineTable,
    consents: names.ConsentsTable,
    statistics: names.StatisticsTable,
    config: names.ConfigTable,
  };
  return {
    identities: createDynamoIdentityStore(database, tables.identities),
    scanner: createDynamoIdentityScanner(database, tables.identities),
    timeline: createDynamoTimelineReader(database, tables.timeline),
    merges: createDynamoMergeStore(database, tables.timeline),
    programs: createDynamoProgramStore(database, tables.config),
    // An empty profile has no timer: the number of shards does not matter.
    profiles: createDynamoProfileStore({ database, table: names.ProfilesTable, wakeShards: 1 }),
    register: createDynamoErasureRegister(database, tables),
    receipts: createDynamoErasureReceipts(database, tables.consents),
    eraser: createDynamoPersonEraser(database, tables),
    nameCaller: () => nameCaller(connection.client),
    readNow: () => readNow(connection, terminal),
  };
}
