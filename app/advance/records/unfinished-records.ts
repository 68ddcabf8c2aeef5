/** Collects the unfinished records of a batch, each with its first error, and decides when each is delivered again. */

import { ProfileConflictError } from '../../ports/profile-errors.ts';
import { ProgramBehindError } from '../../runtime/program-behind-error.ts';
import {
  computeBackoff,
  type QueueRecord,
  readAge,
  readReceiveCount,
  type UnfinishedRecord,
} from '../../runtime/sqs-batch.ts';
import type { AdvanceDependencies } from '../dependencies.ts';
import { TimelineBehindError } from '../state/timeline-behind.ts';

/** The first error of each record. */
export type Failures = Map<QueueRecord, unknown>;

/** The invocation has too little time left for these records. Its finished records stay finished. */
export class TimeNearlyOverError extends Error {
  readonly code = 'time_nearly_over';
  constructor() {
    super('The invocation is nearly over. Its remaining records are delivered again.');
    this.name = 'TimeNearlyOverError';
  }
}

export function fail(failures: Failures, records: readonly QueueRecord[], error: unknown): void {
  for (const record of records) if (!failures.has(record)) failures.set(record, error);
}

/** Records of busy profiles and of full invocations return soon, spread at random; after real faults they back off. */
export function listUnfinished(
  { telemetry, random }: Pick<AdvanceDependencies, 'telemetry' | 'random'>,
  failures: Failures,
  now: number,
): readonly UnfinishedRecord[] {
  const logged = new Set<unknown>();
  return [...failures].map(([record, error]) => {
    if (!logged.has(error) && !isExpected(error)) telemetry.error('Records return to their queue', error);
    logged.add(error);
    return { record, retryAfter: chooseDelay(error, record, now, random()) };
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof ProfileConflictError || error instanceof TimeNearlyOverError;
}

/** Errors that the design expects occasionally: they are not logged as faults. */
function isExpected(error: unknown): boolean {
  const waits = [TimelineBehindError, ProgramBehindError];
  return isBusy(error) || waits.some((wait) => error instanceof wait);
}

/** Seconds until the record is delivered again. */
function chooseDelay(error: unknown, record: QueueRecord, now: number, random: number): number {
  const receiveCount = readReceiveCount(record);
  // A random delay within a span that doubles: thousands of records for one person spread until they no longer conflict.
  if (isBusy(error)) return Math.ceil(random * Math.min(300, 4 * 2 ** (receiveCount - 1)));
  if (error instanceof ProgramBehindError) {
    // The config table may be throttled for hours: ten deliveries last half a day. A record that is only minutes old
    // used up its deliveries with other faults: it must not wait for half a day.
    const limit = Math.min(43_200, 300 + 4 * readAge(record, now));
    return computeBackoff(receiveCount, random, { base: 5, factor: 3, limit });
  }
  return computeBackoff(receiveCount, random, { base: isExpected(error) ? 5 : 2, limit: 300 });
}
