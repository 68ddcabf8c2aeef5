/** Scans the segments in a batch of queue records. A segment that fails is retried from its last checkpoint. */

import { decodeBody } from '../../ports/queue-body.ts';
import type { RunSegment } from '../../ports/run-task.ts';
import {
  computeBackoff,
  type QueueRecord,
  readReceiveCount,
  type UnfinishedRecord,
} from '../../runtime/sqs-batch.ts';
import type { FanOutDependencies } from './dependencies.ts';
import { scanSegment } from './scan-segment.ts';

/** A message on the fan-out queue does not name a scan segment of a run. */
export class RunSegmentInvalidError extends Error {
  readonly code = 'run_segment_invalid';
  constructor() {
    super(
      'A message on the fan-out queue does not name a scan segment of a run. Inspect it in the dead-letter queue.',
    );
    this.name = 'RunSegmentInvalidError';
  }
}

export async function scanRecords(
  dependencies: FanOutDependencies,
  records: readonly QueueRecord[],
): Promise<readonly UnfinishedRecord[]> {
  const unfinished: UnfinishedRecord[] = [];
  for (const record of records) {
    try {
      await scanSegment(dependencies, readSegment(record));
    } catch (error) {
      dependencies.telemetry.error('A scan segment goes back to its queue', error);
      const retryAfter = computeBackoff(readReceiveCount(record), dependencies.random(), { limit: 300 });
      unfinished.push({ record, retryAfter });
    }
  }
  return unfinished;
}

function readSegment({ body }: QueueRecord): RunSegment {
  const message = decodeBody(body);
  const { kind, name, run, segment, ticket } = message;
  if (
    kind !== 'RunSegment' ||
    typeof name !== 'string' ||
    typeof run !== 'number' ||
    typeof segment !== 'number' ||
    typeof ticket !== 'number'
  ) {
    throw new RunSegmentInvalidError();
  }
  return { kind, name, run, segment, ticket };
}
