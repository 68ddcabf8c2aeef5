/** Stores rejected touchpoints in the bucket. */
import type { SQSEvent } from 'aws-lambda';
import { createS3Client, createS3RejectedStore } from '../../adapters/s3/rejected-store.ts';
import { keepRejected } from '../../app/rejected/keep-rejected.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { keepRejectedVariables } from './environment.ts';

const { REJECTED_BUCKET } = readEnvironment(keepRejectedVariables, process.env);
const store = createS3RejectedStore(createS3Client(), REJECTED_BUCKET);

export const handler = defineHandler((event: SQSEvent, { telemetry }) =>
  keepRejected(event.Records, store, telemetry),
);
