/** Runs each minute: queues the profiles with a due timer. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { sweepTimers } from '../../app/advance/sweep-timers.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { sweepTimersVariables } from './environment.ts';

const environment = readEnvironment(sweepTimersVariables, process.env);
const wakeShards = Number(environment.WAKE_SHARDS);
const profiles = createDynamoProfileStore({
  database: createDynamoClient(),
  table: environment.PROFILES_TABLE,
  wakeShards,
});
const wakesPerSecond = Number(environment.WAKES_PER_SECOND);
const queues = createSqsQueues(createSqsClient(), { profile: environment.PROFILE_QUEUE_URL });

export const handler = defineHandler(async (_event: unknown, { telemetry, remainingMilliseconds }) => ({
  sent: await sweepTimers(
    { profiles, queues, telemetry, wakeShards, wakesPerSecond, remainingMilliseconds },
    Date.now(),
  ),
}));
