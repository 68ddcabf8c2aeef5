/** Runs each minute: publishes the changes of the config table, or writes the problems to the items. */
import { createCompileSandbox } from '../../adapters/content/compile-sandbox.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoDocumentStore } from '../../adapters/dynamodb/document-store.ts';
import { createDynamoHostStore } from '../../adapters/dynamodb/host-store.ts';
import { createDynamoPauseStore } from '../../adapters/dynamodb/pause-store.ts';
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import { createDynamoStatisticsReader } from '../../adapters/dynamodb/statistics-reader.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { createLazyLinkKeyStore } from '../../adapters/ssm/lazy-parameters.ts';
import { countPausedHosts } from '../../app/breaker/count-paused-hosts.ts';
import { isBreakerDue, runBreaker } from '../../app/breaker/run-breaker.ts';
import { createLinkKeyCreation } from '../../app/links/link-key-creation.ts';
import { publishConfig } from '../../app/publish/publish-config.ts';
import { limitRounds, rememberCompiled } from '../../app/publish/template-compilers.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { publishConfigVariables } from './environment.ts';

const { CHANNELS, CONFIG_TABLE, LINK_KEY_NAME, SENDERS, SMS_ORIGINATIONS, STATISTICS_TABLE } =
  readEnvironment(publishConfigVariables, process.env);
const client = createDynamoClient();
// Leaves half of the minute for the rest: compilation may end with one template that uses the sandbox's ten seconds.
const rounds = limitRounds(createCompileSandbox().compile, 25_000, Date.now);
const ports = {
  documents: createDynamoDocumentStore(client, CONFIG_TABLE, { consistent: false }),
  programs: createDynamoProgramStore(client, CONFIG_TABLE),
  pauses: createDynamoPauseStore(client, CONFIG_TABLE),
  compileTemplate: rememberCompiled(rounds.compile, Date.now),
  senders: async () => SENDERS.split(','),
  originations: async () => (SMS_ORIGINATIONS === 'any' ? undefined : SMS_ORIGINATIONS.split(',')),
  channels: async () => CHANNELS.split(','),
  statistics: {
    ...createDynamoStatisticsStore(client, STATISTICS_TABLE),
    ...createDynamoStatisticsReader(client, STATISTICS_TABLE),
  },
};

const hosts = createDynamoHostStore(client, STATISTICS_TABLE);
const createLinkKey = createLinkKeyCreation(createLazyLinkKeyStore(LINK_KEY_NAME));

export const handler = defineHandler(async (_event: unknown, { telemetry }) => {
  rounds.begin();
  const now = Date.now();
  // First, so that a pause takes effect at once; their failure blocks no publication.
  const breakers = await Promise.allSettled(
    isBreakerDue(now) ? [runBreaker(ports, telemetry, now), countPausedHosts(hosts, telemetry, now)] : [],
  );
  const result = await publishConfig(ports, telemetry, now);
  for (const breaker of breakers) if (breaker.status === 'rejected') throw breaker.reason;
  // Last, so that a failure blocks no publication. It is an error of the function, which has an alarm.
  if ((await createLinkKey()) === 'created') telemetry.info('Link key created');
  return result;
});
