/** Consumes the profile queue: updates profiles and returns the records that could not be finished. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createLazyAccountStore } from '../../adapters/dynamodb/lazy-account-store.ts';
import { createLazyConsentLedger } from '../../adapters/dynamodb/lazy-consent-ledger.ts';
import { createLazyErasureReader } from '../../adapters/dynamodb/lazy-erasure-register.ts';
import { createLazyMergeStore } from '../../adapters/dynamodb/lazy-merge-store.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoStatisticsStore } from '../../adapters/dynamodb/statistics-store.ts';
import { createDynamoTimelineStore } from '../../adapters/dynamodb/timeline-store.ts';
import { createLazyEventBus } from '../../adapters/events/lazy-event-bus.ts';
import { createLazyLakeStream } from '../../adapters/firehose/lazy-lake-stream.ts';
import { openOnce } from '../../adapters/open-once.ts';
import { openLazySqs } from '../../adapters/sqs/lazy-sqs.ts';
import { advanceProfiles } from '../../app/advance/advance-profile.ts';
import type { AdvanceDependencies } from '../../app/advance/dependencies.ts';
import { createIdentityCache } from '../../app/identity/identity-cache.ts';
import { makeProfileId } from '../../app/identity/resolve-identities.ts';
import type { Inventory } from '../../app/inventory/inventory.ts';
import type { MessageQueueName } from '../../app/ports/queues.ts';
import { watchErasures } from '../../app/rights/watch-erasures.ts';
import { createProgramCache } from '../../app/runtime/program-cache.ts';
import { handBack } from '../../app/runtime/sqs-batch.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channels } from '../../engine/model/channels.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { nameQueueVariables, readEnvironment } from '../shared/environment.ts';
import { advanceProfileVariables } from './environment.ts';

const environment = readEnvironment(advanceProfileVariables, process.env);
const database = createDynamoClient();
const anonymousDays = Number(environment.ANONYMOUS_DAYS);
const programStore = createDynamoProgramReader(database, environment.CONFIG_TABLE);

const messageQueues = Object.fromEntries(
  channels.flatMap((channel) => {
    const [promotional, transactional] = nameQueueVariables(channel);
    return [
      [channel, environment[promotional]],
      [`${channel}-transactional`, environment[transactional]],
    ];
  }),
) as Record<MessageQueueName, string>;

const { queues, visibility } = openLazySqs(
  {
    ...messageQueues,
    webhook: environment.WEBHOOK_QUEUE_URL,
    rejected: environment.REJECTED_QUEUE_URL,
    profile: environment.PROFILE_QUEUE_URL,
    feedback: environment.FEEDBACK_QUEUE_URL,
  },
  environment.PROFILE_QUEUE_URL,
  environment.BULK_QUEUE_URL,
);

/** Everything except the parts that belong to one invocation. */
const shared: Omit<AdvanceDependencies, 'telemetry' | 'remainingMilliseconds'> = {
  profiles: createDynamoProfileStore({
    database,
    table: environment.PROFILES_TABLE,
    wakeShards: Number(environment.WAKE_SHARDS),
    anonymousDays,
  }),
  identities: createDynamoIdentityStore(database, environment.IDENTITIES_TABLE, { anonymousDays }),
  erasures: watchErasures(
    createLazyErasureReader(database, {
      identities: environment.IDENTITIES_TABLE,
      config: environment.CONFIG_TABLE,
    }),
    Date.now,
  ),
  consents: createLazyConsentLedger(database, environment.CONSENTS_TABLE),
  accounts: createLazyAccountStore(database, environment.IDENTITIES_TABLE),
  timeline: createDynamoTimelineStore(database, environment.TIMELINE_TABLE),
  merges: createLazyMergeStore(database, environment.TIMELINE_TABLE),
  statistics: createDynamoStatisticsStore(database, environment.STATISTICS_TABLE),
  queues,
  events: createLazyEventBus(environment.EVENT_BUS_NAME, 'rule'),
  programStore,
  programs: createProgramCache(programStore),
  identityCache: createIdentityCache(),
  health: { isTimelineDown: false },
  makeProfileId: () => makeProfileId(Date.now()),
  random: Math.random,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  timelineDays: Number(environment.TIMELINE_DAYS),
  ...omitAbsent({ lake: createLazyLakeStream(environment.LAKE_STREAM) }),
};
const openCounts = openOnce(async () => {
  const { createInventory } = await import('../../app/inventory/inventory.ts');
  const { createDynamoInventoryStore } = await import('../../adapters/dynamodb/inventory-store.ts');
  const store = createDynamoInventoryStore(database, environment.STATISTICS_TABLE);
  return createInventory(store, crypto.randomUUID());
});

export const handler = defineHandler<SQSEvent, SQSBatchResponse>(async ({ Records }, invocation) => {
  const { telemetry } = invocation;
  const remainingMilliseconds = () => invocation.remainingMilliseconds();
  // What the sources send is an addition: no record fails because it could not be stored.
  const note: Inventory['note'] = (messages, now) =>
    openCounts()
      .then((inventory) => inventory.note(messages, now))
      .catch((error: unknown) => telemetry.error('The inventory of events was not stored', error));
  const dependencies = { ...shared, telemetry, remainingMilliseconds, inventory: { note } };
  return handBack(await advanceProfiles(dependencies, Records, Date.now()), visibility);
});
