/** Fed by the walk queue, a shard at a time: finds the people of a walk and hands them to the bulk queue. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProfileScanner } from '../../adapters/dynamodb/profile-scanner.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoWalkStore } from '../../adapters/dynamodb/walk-store.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsPostponer } from '../../adapters/sqs/postponer.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { createSnapshotCache } from '../shared/snapshot-cache.ts';
import { handBack } from '../shared/sqs-batch.ts';
import { walkAudienceVariables } from './environment.ts';
import { createPrograms } from './programs.ts';
import { walkRecords } from './walk-records.ts';

const environment = readEnvironment(walkAudienceVariables, process.env);
const database = createDynamoClient();
const sqs = createSqsClient();
const world = {
  walks: createDynamoWalkStore(database, environment.WALKS_TABLE),
  scanner: createDynamoProfileScanner(database, environment.PROFILES_TABLE),
  queues: createSqsQueues(sqs, { walk: environment.WALK_QUEUE_URL, bulk: environment.BULK_QUEUE_URL }),
  programs: createPrograms(
    createSnapshotCache(createDynamoProgramReader(database, environment.CONFIG_TABLE)),
  ),
  // One call of ten bulk messages, if all of them are meant.
  pageSize: 200,
  clock: Date.now,
  random: Math.random,
};
const postponer = createSqsPostponer(sqs, environment.WALK_QUEUE_URL);

export const handler = defineHandler<SQSEvent, SQSBatchResponse>(async ({ Records }, invocation) => {
  const dependencies = {
    ...world,
    telemetry: invocation.telemetry,
    owner: invocation.requestId,
    remainingMilliseconds: () => invocation.remainingMilliseconds(),
  };
  return handBack(await walkRecords(dependencies, Records), postponer);
});
