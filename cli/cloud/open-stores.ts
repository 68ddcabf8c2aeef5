/** Opens the stores of a stage for the commands that read profiles. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoProfileScanner } from '../../adapters/dynamodb/profile-scanner.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import { createDynamoTimelineStore } from '../../adapters/dynamodb/timeline-store.ts';
import type { SampleOptions } from '../../app/inspect/reach/sample-people.ts';
import type { StageStores } from '../../app/inspect/stage-stores.ts';
import type { ProfileScanner } from '../../app/ports/profile-scanner.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';
import { readNow } from './read-now.ts';

export interface PeopleStores extends StageStores {
  /** The stage's current time (epoch ms). */
  readonly readNow: () => Promise<number>;
}

export async function openStores(options: CloudOptions, terminal: Terminal): Promise<PeopleStores> {
  const connection = connect(options, terminal);
  const wanted = ['IdentitiesTable', 'TimelineTable', 'ProfilesTable', 'ConfigTable'] as const;
  const names = await findNames(wanted, options, connection, terminal.env);
  const database = createDynamoClient(connection.client);
  return {
    identities: createDynamoIdentityStore(database, names.IdentitiesTable),
    timeline: createDynamoTimelineStore(database, names.TimelineTable),
    // Read only: the number of shards matters to writers.
    profiles: createDynamoProfileStore({ database, table: names.ProfilesTable, wakeShards: 1 }),
    scanner: createDynamoProfileScanner(database, names.ProfilesTable),
    programs: createDynamoProgramStore(database, names.ConfigTable),
    readNow: () => readNow(connection, terminal),
  };
}

/** Where the people are whom a publication concerns. */
export interface ReachSource {
  /** Throws where the stage or the right is missing. */
  readonly openScanner: () => Promise<Pick<ProfileScanner, 'scan'>>;
  readonly endpoint?: string | undefined;
  readonly sample?: SampleOptions;
}

/** Opened on demand: a command that changes nothing reads no profile. */
export function openReach(options: CloudOptions, terminal: Terminal): ReachSource {
  const connection = connect(options, terminal);
  return {
    endpoint: connection.endpoint,
    openScanner: async () => {
      const { ProfilesTable } = await findNames(['ProfilesTable'], options, connection, terminal.env);
      return createDynamoProfileScanner(createDynamoClient(connection.client), ProfilesTable);
    },
  };
}
