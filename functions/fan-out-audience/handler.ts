/** Reads the fan-out queue, one scan segment at a time: finds the people of a run and puts run tasks on the bulk queue. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProfileScanner } from '../../adapters/dynamodb/profile-scanner.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoRunStore } from '../../adapters/dynamodb/run-store.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { createSqsVisibilityTimeouts } from '../../adapters/sqs/visibility-timeouts.ts';
import { createPrograms } from '../../app/runs/fan-out/programs.ts';
import { scanRecords } from '../../app/runs/fan-out/scan-records.ts';
import { handBack } from '../../app/runtime/sqs-batch.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { fanOutAudienceVariables } from './environment.ts';

const environment = readEnvironment(fanOutAudienceVariables, process.env);
const database = createDynamoClient();
const sqs = createSqsClient();
const shared = {
  runs: createDynamoRunStore(database, environment.RUNS_TABLE),
  scanner: createDynamoProfileScanner(database, environment.PROFILES_TABLE),
  queues: createSqsQueues(sqs, {
    'fan-out': environment.FAN_OUT_QUEUE_URL,
    bulk: environment.BULK_QUEUE_URL,
  }),
  programs: createPrograms(createDynamoProgramReader(database, environment.CONFIG_TABLE)),
  // Ten bulk messages per call.
  pageSize: 200,
  clock: Date.now,
  random: Math.random,
};
const visibility = createSqsVisibilityTimeouts(sqs, environment.FAN_OUT_QUEUE_URL);

export const handler = defineHandler<SQSEvent, SQSBatchResponse>(async ({ Records }, invocation) => {
  const dependencies = {
    ...shared,
    telemetry: invocation.telemetry,
    owner: invocation.requestId,
    remainingMilliseconds: () => invocation.remainingMilliseconds(),
  };
  return handBack(await scanRecords(dependencies, Records), visibility);
});
