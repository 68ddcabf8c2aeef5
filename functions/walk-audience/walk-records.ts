/** Walks the shards that a batch of queue records asks for; one that fails comes again and goes on where it stood. */
import type { WalkShard } from '../../adapters/ports.ts';
import { decodeBody } from '../../adapters/sqs/queue-body.ts';
import {
  computeBackoff,
  type QueueRecord,
  readReceiveCount,
  type UnfinishedRecord,
} from '../shared/sqs-batch.ts';
import type { WalkDependencies } from './dependencies.ts';
import { walkShard } from './walk-shard.ts';

/** A message on the walk queue names no shard. */
export class WalkShardInvalidError extends Error {
  readonly code = 'walk_shard_invalid';
  constructor() {
    super('A message on the walk queue names no shard of a run. Look at it in the dead-letter queue.');
    this.name = 'WalkShardInvalidError';
  }
}

export async function walkRecords(
  dependencies: WalkDependencies,
  records: readonly QueueRecord[],
): Promise<readonly UnfinishedRecord[]> {
  const unfinished: UnfinishedRecord[] = [];
  for (const record of records) {
    try {
      await walkShard(dependencies, readShard(record));
    } catch (error) {
      dependencies.telemetry.error('A shard goes back to its queue', error);
      const retryAfter = computeBackoff(readReceiveCount(record), dependencies.random(), { limit: 300 });
      unfinished.push({ record, retryAfter });
    }
  }
  return unfinished;
}

function readShard({ body }: QueueRecord): WalkShard {
  const message = decodeBody(body);
  const { kind, subject, run, shard, ticket } = message;
  if (
    kind !== 'WalkShard' ||
    typeof subject !== 'string' ||
    typeof run !== 'number' ||
    typeof shard !== 'number' ||
    typeof ticket !== 'number'
  ) {
    throw new WalkShardInvalidError();
  }
  return { kind, subject, run, shard, ticket };
}
