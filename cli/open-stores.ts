/** Opens the stores of a stage for the commands that read profiles. */
import { createDynamoClient } from '../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../adapters/dynamodb/identity-store.ts';
import { createDynamoProfileScanner } from '../adapters/dynamodb/profile-scanner.ts';
import { createDynamoProfileStore } from '../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramStore } from '../adapters/dynamodb/program-store.ts';
import { createDynamoTimelineStore } from '../adapters/dynamodb/timeline-store.ts';
import type {
  IdentityStore,
  ProfileScanner,
  ProfileStore,
  ProgramStore,
  TimelineStore,
} from '../app/ports/ports.ts';
import { loadProgram } from '../app/publish/load-program.ts';
import type { ProgramSnapshot } from '../engine/model/program-snapshot.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';
import type { ReachWorld } from './reach/count-reach-of-changes.ts';
import { readNow } from './read-now.ts';
import type { Terminal } from './terminal.ts';

export interface PeopleStores {
  readonly identities: IdentityStore;
  readonly timeline: TimelineStore;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly scanner: ProfileScanner;
  readonly programs: ProgramStore;
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

/** Undefined when nothing is published. */
export async function loadPublished(programs: ProgramStore): Promise<ProgramSnapshot | undefined> {
  const current = await programs.readCurrent();
  return current.version === 0 ? undefined : loadProgram(programs, current);
}

/** Opened on demand: a command that changes nothing needs no queue. */
export function openReach(options: CloudOptions, terminal: Terminal): ReachWorld {
  const connection = connect(options, terminal);
  return {
    endpoint: connection.endpoint,
    openScanner: async () => {
      const { ProfilesTable } = await findNames(['ProfilesTable'], options, connection, terminal.env);
      return createDynamoProfileScanner(createDynamoClient(connection.client), ProfilesTable);
    },
  };
}
