/**
 * Moves profiles forward by a batch of queue records: load, decide, write, publish. A record is acknowledged only
 * when everything it caused is out; until then its redelivery heals whatever a crash left behind.
 */
import { ProfileConflictError } from '../../adapters/profile-errors.ts';
import { runBounded } from '../shared/run-bounded.ts';
import {
  computeBackoff,
  type QueueRecord,
  readReceiveCount,
  type UnfinishedRecord,
} from '../shared/sqs-batch.ts';
import { advanceOne, type Round } from './advance-one.ts';
import type { Delivery, TouchpointDelivery } from './delivery.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { TimelineBehindError } from './fill-backfills.ts';
import { type Publication, planRejection } from './publication.ts';
import { resolveIdentities } from './resolve-identities.ts';
import { ReportUnclaimedError, resolveReports } from './resolve-reports.ts';
import { sliceRecords } from './slice-records.ts';
import { type AdvanceSteps, advanceSteps } from './steps.ts';
import { wakeSoon } from './wake-soon.ts';
import { groupByProfile, listRecords, type Work } from './work.ts';

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

/** A walk goes by a newer program than this process knows: by the old one it would find no campaign there. */
export class ProgramBehindError extends Error {
  readonly code = 'program_behind';
  constructor(version: number) {
    super(`This process still goes by version ${version} of the program. The walk comes again in a moment.`);
    this.name = 'ProgramBehindError';
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
  return report(dependencies, failures);
}

async function advanceSlice(
  round: Round,
  parsed: readonly Delivery[],
  failures: Map<QueueRecord, unknown>,
): Promise<void> {
  const { dependencies, steps, now } = round;

  // 0. Find out what the providers' reports are about, and whose the touchpoints are.
  const current = parsed.filter((delivery) => !isAhead(delivery, round));
  const early = parsed.filter((delivery) => isAhead(delivery, round)).map(({ record }) => record);
  fail(failures, early, new ProgramBehindError(round.program.version));
  const deliveries = await claimReports(dependencies, current, failures);
  const works = await groupDeliveries(dependencies, deliveries, failures);

  // 1. to 3. Per person: load, decide, write.
  const outcomes = await runBounded(works, concurrency, (work) => advanceOne(round, work));
  const published = new Map<Publication, readonly QueueRecord[]>();
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

function isAhead(delivery: Delivery, { program }: Round): boolean {
  if (delivery.kind !== 'visit' && delivery.kind !== 'wake') return false;
  return delivery.version !== undefined && delivery.version > program.version;
}

/** Reports become touchpoints, or nothing; those that nobody knows yet fail. */
async function claimReports(
  dependencies: AdvanceDependencies,
  parsed: readonly Delivery[],
  failures: Map<QueueRecord, unknown>,
): Promise<readonly Delivery[]> {
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
  deliveries: readonly Delivery[],
  failures: Map<QueueRecord, unknown>,
): Promise<readonly Work[]> {
  const touchpoints = deliveries.filter((delivery) => delivery.kind === 'touchpoint');
  const people = await resolveIdentities(dependencies, touchpoints);
  const owned: (readonly [string, TouchpointDelivery])[] = [];
  for (const [index, delivery] of touchpoints.entries()) {
    const person = people[index];
    if (person?.ok === true) owned.push([person.value, delivery]);
    else fail(failures, [delivery.record], person?.error);
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
): readonly UnfinishedRecord[] {
  const logged = new Set<unknown>();
  return [...failures].map(([record, error]) => {
    const isBusy = error instanceof ProfileConflictError || error instanceof TimeNearlyOverError;
    const isUnclaimed = error instanceof ReportUnclaimedError;
    const isEarly = error instanceof TimelineBehindError || error instanceof ProgramBehindError;
    if (!logged.has(error) && !isBusy && !isUnclaimed && !isEarly)
      telemetry.error('Records go back to their queue', error);
    logged.add(error);
    const receiveCount = readReceiveCount(record);
    const retryAfter = isBusy
      ? Math.ceil(random() * 4)
      : computeBackoff(receiveCount, random(), { base: isUnclaimed || isEarly ? 5 : 2, limit: 300 });
    return { record, retryAfter };
  });
}
