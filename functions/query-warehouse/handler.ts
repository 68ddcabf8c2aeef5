/** Runs each minute: starts the queries of the warehouse that are due, and sends the rows of their results. */
import { createAthenaWarehouse } from '../../adapters/athena/warehouse.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoQueryStore } from '../../adapters/dynamodb/query-store.ts';
import { createTouchpointSender } from '../../adapters/operator/touchpoint-sender.ts';
import { createS3ObjectStore } from '../../adapters/s3/object-store.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createSqsQueues } from '../../adapters/sqs/queues.ts';
import { createSnapshotCache } from '../../app/runtime/snapshot-cache.ts';
import { runQueries } from '../../app/warehouse/run-queries.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { queryWarehouseVariables } from './environment.ts';

const environment = readEnvironment(queryWarehouseVariables, process.env);
const database = createDynamoClient();
const endpoint = process.env['AWS_ENDPOINT_URL'];
const shared = {
  queries: createDynamoQueryStore(database, environment.RUNS_TABLE),
  snapshots: createSnapshotCache(createDynamoProgramReader(database, environment.CONFIG_TABLE)),
  warehouse: createAthenaWarehouse({
    workgroup: environment.WAREHOUSE_WORKGROUP,
    database: environment.WAREHOUSE_DATABASE,
  }),
  objects: createS3ObjectStore(omitAbsent({ endpoint })),
  sender: createTouchpointSender({}, environment.EVENT_BUS_NAME),
  queues: createSqsQueues(createSqsClient(), { rejected: environment.REJECTED_QUEUE_URL }),
  clock: Date.now,
};

export const handler = defineHandler(async (_event: unknown, { telemetry, ...invocation }) =>
  runQueries({
    ...shared,
    telemetry,
    remainingMilliseconds: () => invocation.remainingMilliseconds(),
  }),
);
