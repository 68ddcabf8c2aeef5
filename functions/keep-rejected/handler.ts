/** Stores rejected touchpoints in the bucket. */
import type { SQSEvent } from 'aws-lambda';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createS3Client, createS3RejectedStore } from '../../adapters/s3/rejected-store.ts';
import { keepRejected } from '../../app/rejected/keep-rejected.ts';
import { connectErasures } from '../shared/connect-erasures.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { keepRejectedVariables } from './environment.ts';

const environment = readEnvironment(keepRejectedVariables, process.env);
const store = createS3RejectedStore(createS3Client(), environment.REJECTED_BUCKET);
const erasures = connectErasures(createDynamoClient(), environment);

export const handler = defineHandler((event: SQSEvent, { telemetry }) =>
  keepRejected(event.Records, store, erasures, telemetry),
);
