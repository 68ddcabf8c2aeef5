/** Opens what the commands on campaigns and backfills need of a stage. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { createDynamoWalkStore } from '../../adapters/dynamodb/walk-store.ts';
import type { Queues, StatisticsStore, WalkStore } from '../../adapters/ports.ts';
import type { PublishingPorts } from '../../adapters/publishing/plan-program.ts';
import { type CloudOptions, connect, findNames } from '../connect.ts';
import { openConfig } from '../open-config.ts';
import { openStores, type PeopleStores } from '../open-stores.ts';
import type { Terminal } from '../terminal.ts';

export interface WalkWorld extends PeopleStores {
  readonly walks: WalkStore;
  readonly statistics: StatisticsStore;
  readonly config: PublishingPorts;
  /** Days that timelines are kept. */
  readonly timelineDays: number;
  readonly openQueues: () => Promise<Pick<Queues, 'send'>>;
}

export async function openWalks(options: CloudOptions, terminal: Terminal): Promise<WalkWorld> {
  const connection = connect(options, terminal);
  const { WalksTable, StatisticsTable, TimelineDays } = await findNames(
    ['WalksTable', 'StatisticsTable', 'TimelineDays'],
    options,
    connection,
    terminal.env,
  );
  const database = createDynamoClient(connection.client);
  return {
    ...(await openStores(options, terminal)),
    config: await openConfig(options, terminal),
    timelineDays: Number(TimelineDays),
    walks: createDynamoWalkStore(database, WalksTable),
    statistics: createDynamoStatisticsStore(database, StatisticsTable),
    openQueues: async () => {
      const { ProfileQueueUrl } = await findNames(['ProfileQueueUrl'], options, connection, terminal.env);
      // Loaded when asked for: few commands send to a queue.
      const { createSqsClient } = await import('../../adapters/sqs/client.ts');
      const { createSqsQueues } = await import('../../adapters/sqs/queues.ts');
      return createSqsQueues(createSqsClient(connection.client), { profile: ProfileQueueUrl });
    },
  };
}

/** What walks have planned and which runs are held, to read; undefined where the config table was named by hand and the walks table was not. */
export async function openPlans(
  options: CloudOptions,
  terminal: Terminal,
): Promise<Pick<WalkStore, 'listPlans' | 'listRuns' | 'readRun'> | undefined> {
  const { env } = terminal;
  const isConfigAlone = (options.table ?? env['PERCORSO_CONFIG_TABLE']) !== undefined;
  if (isConfigAlone && env['PERCORSO_WALKS_TABLE'] === undefined) return undefined;
  const connection = connect(options, terminal);
  const { WalksTable } = await findNames(['WalksTable'], options, connection, env);
  return createDynamoWalkStore(createDynamoClient(connection.client), WalksTable);
}
