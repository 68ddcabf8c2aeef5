/** Opens the stores of a stage for the commands that read profiles. */
import { createDynamoAccountStore } from '../../adapters/dynamodb/account-store.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoConsentLedger } from '../../adapters/dynamodb/consent-ledger.ts';
import { createDynamoErasureRegister } from '../../adapters/dynamodb/erasure-register.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoMergeStore } from '../../adapters/dynamodb/merge-store.ts';
import { createDynamoProfileScanner } from '../../adapters/dynamodb/profile-scanner.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { createDynamoTimelineStore } from '../../adapters/dynamodb/timeline-store.ts';
import { createDynamoWordingStore } from '../../adapters/dynamodb/wording-store.ts';
import { loadWithAccounts, scanWithAccounts } from '../../app/accounts/attach-accounts.ts';
import type { ReachSource } from '../../app/inspect/reach/count-published-reach.ts';
import type { StageStores } from '../../app/inspect/stage-stores.ts';
import type { AccountStore } from '../../app/ports/account-store.ts';
import type { ErasureReader } from '../../app/ports/erasure-register.ts';
import type { MergeReader } from '../../app/ports/merge-store.ts';
import type { ProfileStore } from '../../app/ports/profile-store.ts';
import type { TimelineStore } from '../../app/ports/timeline-store.ts';
import type { WordingStore } from '../../app/ports/wording-store.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';
import { readNow } from './read-now.ts';

export interface PeopleStores extends StageStores {
  /** The stage's current time (epoch ms). */
  readonly readNow: () => Promise<number>;
  /** Who was erased. Absent: it is not asked. */
  readonly erasures?: Pick<ErasureReader, 'isUsed' | 'find'>;
}

export async function openStores(
  options: CloudOptions,
  terminal: Terminal,
): Promise<PeopleStores & Wordings & Merges & Accounts & Touchpoints & Erasures> {
  const connection = connect(options, terminal);
  const wanted = [
    'IdentitiesTable',
    'TimelineTable',
    'ConsentsTable',
    'ProfilesTable',
    'ConfigTable',
  ] as const;
  const names = await findNames(wanted, options, connection, terminal.env);
  const database = createDynamoClient(connection.client);
  const accounts = createDynamoAccountStore(database, names.IdentitiesTable);
  return {
    identities: createDynamoIdentityStore(database, names.IdentitiesTable),
    accounts,
    timeline: createDynamoTimelineReader(database, names.TimelineTable),
    touchpoints: createDynamoTimelineStore(database, names.TimelineTable),
    merges: createDynamoMergeStore(database, names.TimelineTable),
    consents: createDynamoConsentLedger(database, names.ConsentsTable),
    wordings: createDynamoWordingStore(database, names.ConsentsTable),
    // Read only: the number of shards matters to writers.
    profiles: loadWithAccounts(
      createDynamoProfileStore({ database, table: names.ProfilesTable, wakeShards: 1 }),
      accounts,
    ),
    scanner: scanWithAccounts(createDynamoProfileScanner(database, names.ProfilesTable), accounts),
    programs: createDynamoProgramStore(database, names.ConfigTable),
    readNow: () => readNow(connection, terminal),
    erasures: createDynamoErasureRegister(database, {
      identities: names.IdentitiesTable,
      config: names.ConfigTable,
    }),
  };
}

/** Who was erased. */
export interface Erasures {
  readonly erasures: Pick<ErasureReader, 'isUsed' | 'find'>;
}

/** Whole timelines. */
export interface Touchpoints {
  readonly touchpoints: Pick<TimelineStore, 'listTouchpoints'>;
}

/** The texts that people saw when they stated consents. */
export interface Wordings {
  readonly wordings: Pick<WordingStore, 'find'>;
}

export interface Accounts {
  readonly accounts: Pick<AccountStore, 'read'>;
}

/** The records of merges, and profiles that ended. */
export interface Merges {
  readonly merges: MergeReader;
  readonly profiles: Pick<ProfileStore, 'load' | 'loadStored'>;
}

/** `endpoint`: where they are read, for an error text; absent for AWS. */
export interface ReachPlace extends ReachSource {
  readonly endpoint?: string | undefined;
}

/** Opened on demand: a command that changes nothing reads no profile. */
export function openReach(options: CloudOptions, terminal: Terminal): ReachPlace {
  const connection = connect(options, terminal);
  return {
    endpoint: connection.endpoint,
    openScanner: async () => {
      const { ProfilesTable } = await findNames(['ProfilesTable'], options, connection, terminal.env);
      return createDynamoProfileScanner(createDynamoClient(connection.client), ProfilesTable);
    },
  };
}
