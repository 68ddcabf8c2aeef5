/** Runs each hour: continues the erasures that are under way. A stage without one reads one page of a partition. */
import { randomBytes } from 'node:crypto';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoDoubtfulReplies } from '../../adapters/dynamodb/doubtful-replies.ts';
import { createDynamoErasureReceipts } from '../../adapters/dynamodb/erasure-receipts.ts';
import { createDynamoErasureRegister } from '../../adapters/dynamodb/erasure-register.ts';
import { createDynamoErasureSweeps } from '../../adapters/dynamodb/erasure-sweeps.ts';
import { createDynamoIdentityScanner } from '../../adapters/dynamodb/identity-scanner.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoMergeStore } from '../../adapters/dynamodb/merge-store.ts';
import { createDynamoPersonEraser } from '../../adapters/dynamodb/person-eraser.ts';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createDynamoProgramReader } from '../../adapters/dynamodb/program-reader.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { createS3LakeRewriter } from '../../adapters/s3/lake-rewriter.ts';
import { createS3Client, createS3RejectedStore } from '../../adapters/s3/rejected-store.ts';
import { createSqsClient } from '../../adapters/sqs/client.ts';
import { createDeadLetterSweeper } from '../../adapters/sqs/dead-letter-sweeper.ts';
import { erasePeople } from '../../app/rights/erase-people.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { erasePeopleVariables } from './environment.ts';

const environment = readEnvironment(erasePeopleVariables, process.env);
const { LAKE_BUCKET: lake } = environment;
const [database, s3] = [createDynamoClient(), createS3Client()];
const tables = {
  identities: environment.IDENTITIES_TABLE,
  timeline: environment.TIMELINE_TABLE,
  consents: environment.CONSENTS_TABLE,
  statistics: environment.STATISTICS_TABLE,
  config: environment.CONFIG_TABLE,
};
const stores = {
  identities: createDynamoIdentityStore(database, tables.identities),
  scanner: createDynamoIdentityScanner(database, tables.identities),
  timeline: createDynamoTimelineReader(database, tables.timeline),
  merges: createDynamoMergeStore(database, tables.timeline),
  programs: createDynamoProgramReader(database, tables.config),
  // An empty profile has no timer: the number of shards does not matter.
  profiles: createDynamoProfileStore({ database, table: environment.PROFILES_TABLE, wakeShards: 1 }),
  register: createDynamoErasureRegister(database, tables),
  receipts: createDynamoErasureReceipts(database, tables.consents),
  eraser: createDynamoPersonEraser(database, tables),
  sweeps: createDynamoErasureSweeps(database, tables.consents),
  rejected: createS3RejectedStore(s3, environment.REJECTED_BUCKET),
  replies: createDynamoDoubtfulReplies(database, tables.timeline),
  deadLetters: createDeadLetterSweeper(createSqsClient(), environment.DEAD_LETTER_URLS.split(',')),
  timelineDays: Number(environment.TIMELINE_DAYS),
  ...omitAbsent({ lake: lake === '' ? undefined : createS3LakeRewriter(s3, lake) }),
};

export const handler = defineHandler((_event: unknown, { telemetry, remainingMilliseconds }) =>
  erasePeople(
    { ...stores, openSweep: async () => stores },
    { now: Date.now, remainingMilliseconds, telemetry, makeSalt: () => randomBytes(32) },
  ),
);
