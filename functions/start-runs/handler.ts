/** Runs each minute: starts the bulk runs that are due and maintains the active ones. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoRunStore } from '../../adapters/dynamodb/run-store.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { startRuns } from '../../app/runs/start/start-runs.ts';
import { createSnapshotCache } from '../../app/runtime/snapshot-cache.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { startRunsVariables } from './environment.ts';

const environment = readEnvironment(startRunsVariables, process.env);
const database = createDynamoClient();
const shared = {
  runs: createDynamoRunStore(database, environment.RUNS_TABLE),
  queues: createSqsQueues(createSqsClient(), { 'fan-out': environment.FAN_OUT_QUEUE_URL }),
  snapshots: createSnapshotCache(createDynamoProgramReader(database, environment.CONFIG_TABLE)),
  scanSegments: Number(environment.SCAN_SEGMENTS),
  memory: { noted: '' },
};

export const handler = defineHandler(async (_event: unknown, { telemetry }) =>
  startRuns({ ...shared, telemetry }, Date.now()),
);
