/** Opens everything that an erasure reads and removes. */
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
import { createDynamoProgramStore } from '../../adapters/dynamodb/program-store.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { nameCaller } from '../../adapters/operator/name-caller.ts';
import type { ErasureStores } from '../../app/rights/erase-person.ts';
import type { SweepStores } from '../../app/rights/sweep/sweep-erased.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, type Connection, connect, findNames, findStage } from './connect.ts';
import { openRejected } from './open-rejected.ts';
import { readNow } from './read-now.ts';

export interface Erasure extends ErasureStores {
  /** The ARN of the operator. */
  readonly nameCaller: () => Promise<string>;
  /** Epoch ms. */
  readonly readNow: () => Promise<number>;
  /** What a sweep reads: opened for it alone. */
  readonly openSweep: () => Promise<SweepStores>;
}

export async function openErasure(options: CloudOptions, terminal: Terminal): Promise<Erasure> {
  const connection = connect(options, terminal);
  const names = await findNames(
    ['IdentitiesTable', 'TimelineTable', 'ConsentsTable', 'ProfilesTable', 'ConfigTable', 'StatisticsTable'],
    options,
    connection,
    terminal.env,
  );
  const database = createDynamoClient(connection.client);
  const tables = {
    identities: names.IdentitiesTable,
    timeline: names.TimelineTable,
    consents: names.ConsentsTable,
    statistics: names.StatisticsTable,
    config: names.ConfigTable,
  };
  const receipts = createDynamoErasureReceipts(database, tables.consents);
  const register = createDynamoErasureRegister(database, tables);
  const programs = createDynamoProgramStore(database, tables.config);
  return {
    identities: createDynamoIdentityStore(database, tables.identities),
    scanner: createDynamoIdentityScanner(database, tables.identities),
    timeline: createDynamoTimelineReader(database, tables.timeline),
    merges: createDynamoMergeStore(database, tables.timeline),
    programs,
    // An empty profile has no timer: the number of shards does not matter.
    profiles: createDynamoProfileStore({ database, table: names.ProfilesTable, wakeShards: 1 }),
    register,
    receipts,
    eraser: createDynamoPersonEraser(database, tables),
    nameCaller: () => nameCaller(connection.client),
    readNow: () => readNow(connection, terminal),
    openSweep: async () => ({
      ...{ receipts, register, programs },
      sweeps: createDynamoErasureSweeps(database, tables.consents),
      rejected: await openRejected(options, terminal),
      replies: createDynamoDoubtfulReplies(database, tables.timeline),
      ...(await openFiles(options, terminal, connection)),
    }),
  };
}

/** Loaded on demand: most commands read no queue and no file. */
async function openFiles(
  options: CloudOptions,
  terminal: Terminal,
  connection: Connection,
): Promise<Pick<SweepStores, 'deadLetters' | 'lake' | 'timelineDays'>> {
  const { outputs, stackName } = await findStage(options, connection, terminal.env);
  const { createSqsClient } = await import('../../adapters/sqs/client.ts');
  const { createDeadLetters } = await import('../../adapters/operator/dead-letters.ts');
  const { createDeadLetterSweeper } = await import('../../adapters/sqs/dead-letter-sweeper.ts');
  const sqs = createSqsClient(connection.client);
  const queues = (await createDeadLetters(sqs, stackName).list()).map(({ url }) => url);
  const { LakeBucket: bucket, TimelineDays: days } = outputs;
  const timelineDays = Number(days ?? 0);
  const deadLetters = createDeadLetterSweeper(sqs, queues);
  if (bucket === undefined) return { deadLetters, timelineDays };
  const { createS3Client } = await import('../../adapters/s3/rejected-store.ts');
  const { createS3LakeRewriter } = await import('../../adapters/s3/lake-rewriter.ts');
  const style = omitAbsent({ forcePathStyle: connection.isLocal || undefined });
  const client = createS3Client({ ...connection.client, ...style });
  return { deadLetters, timelineDays, lake: createS3LakeRewriter(client, bucket) };
}
