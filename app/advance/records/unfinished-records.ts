/** The records of a batch that are not finished, each with its first error, and when each is delivered again. */

import { ReportUnclaimedError } from '../../feedback/resolve-reports.ts';
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
import { TimelineBehindError } from '../state/fill-backfills.ts';

/** By record; the first error of each. */
export type Failures = Map<QueueRecord, unknown>;

/** The invocation has too little time left for these records. Whatever it finished stays finished. */
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

/** Records of busy profiles and of full invocations return soon, spread out; after real faults they back off. */
export function listUnfinished(
  { telemetry, random }: Pick<AdvanceDependencies, 'telemetry' | 'random'>,
  failures: Failures,
  now: number,
): readonly UnfinishedRecord[] {
  const logged = new Set<unknown>();
  return [...failures].map(([record, error]) => {
    if (!logged.has(error) && !isExpected(error)) telemetry.error('Records go back to their queue', error);
    logged.add(error);
    return { record, retryAfter: chooseDelay(error, record, now, random()) };
  });
}

function isBusy(error: unknown): boolean {
  return error instanceof ProfileConflictError || error instanceof TimeNearlyOverError;
}

/** What the design lets happen now and then: it is not logged as a fault. */
function isExpected(error: unknown): boolean {
  const waits = [ReportUnclaimedError, TimelineBehindError, ProgramBehindError];
  return isBusy(error) || waits.some((wait) => error instanceof wait);
}

/** Seconds until the record is delivered again. */
function chooseDelay(error: unknown, record: QueueRecord, now: number, random: number): number {
  const receiveCount = readReceiveCount(record);
  // Anywhere within a span that doubles: thousands that contend for one person spread until there is room.
  if (isBusy(error)) return Math.ceil(random * Math.min(300, 4 * 2 ** (receiveCount - 1)));
  if (error instanceof ProgramBehindError) {
    // The config table may be throttled for hours: ten deliveries last half a day. Earlier deliveries that failed for
    // another reason came soon after each other: a record that is minutes old must not wait for half a day then.
    const limit = Math.min(43_200, 300 + 4 * readAge(record, now));
    return computeBackoff(receiveCount, random, { base: 5, factor: 3, limit });
  }
  return computeBackoff(receiveCount, random, { base: isExpected(error) ? 5 : 2, limit: 300 });
}
