/** Opens what `percorso status` reads of sending: the figures of email, its ceilings, its queue, and hosts that fail. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { createDynamoSendingAllowance } from '../../adapters/dynamodb/sending-allowance.ts';
import { createDynamoStatisticsReader } from '../../adapters/dynamodb/statistics-reader.ts';
import type { SendingPorts } from '../../app/inspect/read-sending.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';
import { readNow } from './read-now.ts';

/** Undefined when the config table was given by name and the statistics table was not. */
export async function openSending(
  options: CloudOptions,
  terminal: Terminal,
): Promise<{ readonly ports: SendingPorts; readonly now: number } | undefined> {
  const { env } = terminal;
  const isConfigAlone = (options.table ?? env['PERCORSO_CONFIG_TABLE']) !== undefined;
  if (isConfigAlone && env['PERCORSO_STATISTICS_TABLE'] === undefined) return undefined;
  const connection = connect(options, terminal);
  const wanted = ['StatisticsTable', 'EmailQueueUrl'] as const;
  const { StatisticsTable, EmailQueueUrl } = await findNames(wanted, options, connection, env);
  const database = createDynamoClient(connection.client);
  return {
    now: await readNow(connection, terminal),
    ports: {
      statistics: createDynamoStatisticsReader(database, StatisticsTable),
      allowance: createDynamoSendingAllowance(database, StatisticsTable),
      hosts: createDynamoHostStore(database, StatisticsTable),
      queue: {
        // Loaded on demand: only a warm-up asks.
        count: async () => {
          const { createSqsClient } = await import('../../adapters/sqs/client.ts');
          const { createQueueDepth } = await import('../../adapters/operator/queue-depth.ts');
          return createQueueDepth(createSqsClient(connection.client), EmailQueueUrl).count();
        },
      },
    },
  };
}
