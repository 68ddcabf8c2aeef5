/** Each minute: starts the walks that are due and sees to those that are under way. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoWalkStore } from '../../adapters/dynamodb/walk-store.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { createSnapshotCache } from '../shared/snapshot-cache.ts';
import { startWalksVariables } from './environment.ts';
import { startWalks } from './start-walks.ts';

const environment = readEnvironment(startWalksVariables, process.env);
const database = createDynamoClient();
const world = {
  walks: createDynamoWalkStore(database, environment.WALKS_TABLE),
  queues: createSqsQueues(createSqsClient(), { walk: environment.WALK_QUEUE_URL }),
  snapshots: createSnapshotCache(createDynamoProgramReader(database, environment.CONFIG_TABLE)),
  shards: Number(environment.WALK_SHARDS),
  memory: { noted: '' },
};

export const handler = defineHandler(async (_event: unknown, { telemetry }) =>
  startWalks({ ...world, telemetry }, Date.now()),
);
