/** Runs each hour: files the rows that Firehose has delivered by table and by the day of their event. */
import { createS3LakeFiles } from '../../adapters/s3/lake-files.ts';
import { partitionRows } from '../../app/lake/partition-rows.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { partitionLakeVariables } from './environment.ts';

const environment = readEnvironment(partitionLakeVariables, process.env);
const files = createS3LakeFiles(environment.LAKE_BUCKET);

export const handler = defineHandler(async (_event: unknown, { telemetry, remainingMilliseconds }) =>
  partitionRows({ files, telemetry, remainingMilliseconds }),
);
