/** Opens what the commands on campaigns and backfills need of a stage. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoRunStore } from '../../adapters/dynamodb/run-store.ts';
import { createDynamoStatisticsReader } from '../../adapters/dynamodb/statistics-reader.ts';
import type { DeadLetters } from '../../app/ports/dead-letters.ts';
import type { Queues } from '../../app/ports/queues.ts';
import type { RunStore } from '../../app/ports/run-store.ts';
import type { StatisticsReader } from '../../app/ports/statistics-store.ts';
import type { PublishingPorts } from '../../app/publish/plan-program.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames, findStackName } from './connect.ts';
import { openConfig } from './open-config.ts';
import { openStores, type PeopleStores, type Touchpoints } from './open-stores.ts';

export interface RunStores extends PeopleStores, Touchpoints {
  readonly runs: RunStore;
  readonly statistics: StatisticsReader;
  readonly config: PublishingPorts;
  /** Days that timelines are kept. */
  readonly timelineDays: number;
  readonly openQueues: () => Promise<Pick<Queues, 'send'>>;
  readonly openDeadLetters: () => Promise<Pick<DeadLetters, 'list'>>;
}

export async function openRuns(options: CloudOptions, terminal: Terminal): Promise<RunStores> {
  const connection = connect(options, terminal);
  const { RunsTable, StatisticsTable, TimelineDays } = await findNames(
    ['RunsTable', 'StatisticsTable', 'TimelineDays'],
    options,
    connection,
    terminal.env,
  );
  const database = createDynamoClient(connection.client);
  return {
    ...(await openStores(options, terminal)),
    config: await openConfig(options, terminal),
    timelineDays: Number(TimelineDays),
    runs: createDynamoRunStore(database, RunsTable),
    statistics: createDynamoStatisticsReader(database, StatisticsTable),
    openDeadLetters: async () => {
      const stackName = await findStackName(options, connection, terminal.env);
      const { createSqsClient } = await import('../../adapters/sqs/client.ts');
      const { createDeadLetters } = await import('../../adapters/operator/dead-letters.ts');
      return createDeadLetters(createSqsClient(connection.client), stackName);
    },
    openQueues: async () => {
      const { ProfileQueueUrl } = await findNames(['ProfileQueueUrl'], options, connection, terminal.env);
      // Loaded when asked for: few commands send to a queue.
      const { createSqsClient } = await import('../../adapters/sqs/client.ts');
      const { createSqsQueues } = await import('../../adapters/sqs/queues.ts');
      return createSqsQueues(createSqsClient(connection.client), { profile: ProfileQueueUrl });
    },
  };
}

/** Read access to planned and held runs; undefined when the config table was given by name and the runs table was not. */
export async function openPlans(
  options: CloudOptions,
  terminal: Terminal,
): Promise<Pick<RunStore, 'listPlans' | 'listRuns' | 'readRun'> | undefined> {
  const { env } = terminal;
  const isConfigAlone = (options.table ?? env['PERCORSO_CONFIG_TABLE']) !== undefined;
  if (isConfigAlone && env['PERCORSO_RUNS_TABLE'] === undefined) return undefined;
  const connection = connect(options, terminal);
  const { RunsTable } = await findNames(['RunsTable'], options, connection, env);
  return createDynamoRunStore(createDynamoClient(connection.client), RunsTable);
}
