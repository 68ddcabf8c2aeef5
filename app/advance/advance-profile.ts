/**
 * Moves profiles forward by a batch of queue records: load, decide, write, publish. A record is acknowledged only
 * when everything it caused is out; until then its redelivery heals whatever a crash left behind.
 */

import { ReportUnclaimedError, resolveReports } from '../feedback/resolve-reports.ts';
import { resolveIdentities } from '../identity/resolve-identities.ts';
import { ProfileConflictError } from '../ports/profile-errors.ts';
import { ProgramBehindError } from '../runtime/program-behind-error.ts';
import { runBounded } from '../runtime/run-bounded.ts';
import {
  computeBackoff,
  type QueueRecord,
  readAge,
  readReceiveCount,
  type UnfinishedRecord,
} from '../runtime/sqs-batch.ts';
import { advanceOne, findProgram, type Round } from './advance-one.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { TimelineBehindError } from './fill-backfills.ts';
import { type Publication, planRejection } from './publication/publication.ts';
import { wakeSoon } from './publication/wake-soon.ts';
import type { QueueMessage, ReceivedTouchpoint } from './queue-message.ts';
import { sliceRecords } from './slice-records.ts';
import { type AdvanceSteps, advanceSteps } from './steps.ts';
import { groupByProfile, listRecords, type Work } from './work.ts';

const nobody: Work = { profileId: '', touchpoints: [], wakes: [], tasks: [] };

/** People at a time: enough to hide the waiting, few enough for the sockets. */
const concurrency = 20;

/** Milliseconds that a slice may need: without them left, its records come again rather than be cut off. */
const sliceTime = 12_000;

/** The invocation has too little time left for these records. Whatever it finished stays finished. */
export class TimeNearlyOverError extends Error {
  readonly code = 'time_nearly_over';
  constructor() {
    super('The invocation is nearly over. Its remaining records are delivered again.');
    this.name = 'TimeNearlyOverError';
  }
}

/** The unfinished records; all others are done. `now` in epoch milliseconds, read once per batch. */
export async function advanceProfiles(
  dependencies: AdvanceDependencies,
  records: readonly QueueRecord[],
  now: number,
  steps: AdvanceSteps = advanceSteps,
): Promise<readonly UnfinishedRecord[]> {
  const failures = new Map<QueueRecord, unknown>();
  const program = await dependencies.programs.current(now, dependencies.telemetry);
  for (const [index, slice] of sliceRecords(records).entries()) {
    if (index > 0 && dependencies.remainingMilliseconds() < sliceTime) {
      fail(failures, slice.records, new TimeNearlyOverError());
      continue;
    }
    const { isTimelineDown } = dependencies.health;
    await advanceSlice({ dependencies, steps, program, now, isTimelineDown }, slice.deliveries, failures);
  }
  return report(dependencies, failures, now);
}

async function advanceSlice(
  round: Round,
  parsed: readonly QueueMessage[],
  failures: Map<QueueRecord, unknown>,
): Promise<void> {
  const { dependencies, steps, now } = round;

  // 0. Find out what the providers' reports are about, and whose the touchpoints are.
  const current = await dropEarly(round, parsed, failures);
  const deliveries = await claimReports(dependencies, current, failures);
  const works = await groupDeliveries(dependencies, deliveries, failures);

  // 1. to 3. Per person: load, decide, write.
  const outcomes = await runBounded(works, concurrency, (work) => advanceOne(round, work));
  const published = new Map<Publication, readonly QueueRecord[]>();
  for (const [index, result] of outcomes.entries()) {
    // Never acknowledged by an error that nobody expected.
    if (!result.ok) fail(failures, listRecords(works[index] ?? nobody), result.error);
  }
  for (const { work, outcome } of outcomes.flatMap((result) => (result.ok ? result.value : []))) {
    if (outcome.ok) published.set(outcome.value, listRecords(work));
    else fail(failures, listRecords(work), outcome.error);
  }
  for (const delivery of deliveries) {
    if (delivery.kind === 'rejected')
      published.set(planRejection('', [delivery.rejected]), [delivery.record]);
  }

  // 4. Publish for all of them together, then confirm each.
  const errors = await steps.publish(dependencies, [...published.keys()], now);
  for (const [publication, error] of errors) fail(failures, published.get(publication) ?? [], error);
  const done = [...published.keys()].filter((publication) => !errors.has(publication));
  const cleared = await runBounded(done, concurrency, (publication) =>
    steps.clear(dependencies, publication),
  );
  for (const [index, publication] of done.entries()) {
    const outcome = cleared[index];
    if (outcome?.ok === false) fail(failures, published.get(publication) ?? [], outcome.error);
  }
  await wakeSoon(dependencies, done, now);
}

/** Walks name the program that found the people: one that this process cannot load makes their records wait. */
async function dropEarly(
  round: Round,
  deliveries: readonly QueueMessage[],
  failures: Map<QueueRecord, unknown>,
): Promise<readonly QueueMessage[]> {
  const needs = (delivery: QueueMessage) =>
    delivery.kind === 'task' || delivery.kind === 'wake' ? delivery.version : undefined;
  const refused = new Map<number | undefined, unknown>();
  for (const needed of new Set(deliveries.map(needs))) {
    await findProgram(round, needed).catch((error: unknown) => refused.set(needed, error));
  }
  return deliveries.filter((delivery) => {
    const error = refused.get(needs(delivery));
    if (error !== undefined) fail(failures, [delivery.record], error);
    return error === undefined;
  });
}

/** Reports become touchpoints, or nothing; those that nobody knows yet fail. */
async function claimReports(
  dependencies: AdvanceDependencies,
  parsed: readonly QueueMessage[],
  failures: Map<QueueRecord, unknown>,
): Promise<readonly QueueMessage[]> {
  const reports = parsed.filter((delivery) => delivery.kind === 'report');
  const outcomes = await resolveReports(dependencies, reports);
  const claimed = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  for (const [index, { record }] of reports.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok === false) fail(failures, [record], outcome.error);
  }
  return [...parsed.filter(({ kind }) => kind !== 'report'), ...claimed];
}

async function groupDeliveries(
  dependencies: AdvanceDependencies,
  deliveries: readonly QueueMessage[],
  failures: Map<QueueRecord, unknown>,
): Promise<readonly Work[]> {
  const touchpoints = deliveries.filter((delivery) => delivery.kind === 'touchpoint');
  const people = await resolveIdentities(dependencies, touchpoints);
  const owned: (readonly [string, ReceivedTouchpoint])[] = [];
  for (const [index, delivery] of touchpoints.entries()) {
    const person = people[index];
    if (person?.ok === true) {
      const { profileId, taken } = person.value;
      owned.push([profileId, taken === undefined ? delivery : { ...delivery, taken }]);
    } else fail(failures, [delivery.record], person?.error);
  }
  return groupByProfile(owned, deliveries);
}

function fail(failures: Map<QueueRecord, unknown>, records: readonly QueueRecord[], error: unknown): void {
  for (const record of records) if (!failures.has(record)) failures.set(record, error);
}

/** Records of busy profiles and of full invocations return soon, spread out; after real faults they back off. */
function report(
  { telemetry, random }: AdvanceDependencies,
  failures: ReadonlyMap<QueueRecord, unknown>,
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
