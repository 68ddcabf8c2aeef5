/**
 * Records what providers report of messages: for the profile only what can change a decision, the outcome in the
 * ledger, and the counts in the statistics. A record is acknowledged when all of these calls have succeeded; each is
 * idempotent.
 */

import { outcomeNames } from '../../engine/model/outcome-names.ts';
import type { LakeStream } from '../ports/lake.ts';
import type { ProviderReceipts } from '../ports/provider-receipts.ts';
import type { Queues } from '../ports/queues.ts';
import { runBounded } from '../runtime/run-bounded.ts';
import { sendInCalls } from '../runtime/send-in-calls.ts';
import {
  computeBackoff,
  type QueueRecord,
  readReceiveCount,
  type UnfinishedRecord,
} from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { clickHold, type RecordedClick, recordClicks } from './clicks/record-clicks.ts';
import { type CountingPorts, countOutcomes, OutcomePendingError } from './count-outcomes.ts';
import type { ListenerCache } from './listener-cache.ts';
import { isAlwaysForwarded, makeOutcome } from './read-feedback.ts';
import { type ReceivedReport, ReportUnclaimedError, resolveReports } from './resolve-report.ts';

/** All dependencies whose calls can fail. */
export interface FeedbackPorts extends CountingPorts {
  readonly receipts: Pick<ProviderReceipts, 'find'>;
  readonly queues: Queues;
  /** Absent in a stage without a lake. */
  readonly lake?: LakeStream;
}

export interface FeedbackDependencies extends FeedbackPorts {
  /** Kept between invocations of one process. */
  readonly listeners: ListenerCache;
  /** Of the invocation: names its batch. */
  readonly requestId: string;
  /** In [0, 1): spreads retries. */
  random(): number;
  readonly telemetry: Telemetry;
}

/** Concurrent reports; a batch has ten. */
const concurrency = 10;

/** The profile queue did not accept an outcome twice in a row. */
export class OutcomeNotForwardedError extends Error {
  readonly code = 'outcome_not_forwarded';
  constructor() {
    super(
      'The profile queue did not accept an outcome. The report stays on its queue and is delivered again.',
    );
    this.name = 'OutcomeNotForwardedError';
  }
}

/** A person's click is younger than the time in which a scanner's other clicks arrive. */
export class ClickHeldError extends Error {
  readonly code = 'click_held';
  /** Until the record is delivered again. */
  readonly seconds: number;
  constructor(milliseconds: number) {
    super('Documents learn of this click when the other clicks of a scanner would have arrived.');
    this.name = 'ClickHeldError';
    this.seconds = Math.ceil(milliseconds / 1000);
  }
}

/** The unfinished records; all others are done. `now` in epoch milliseconds, read once per batch. */
export async function recordFeedback(
  dependencies: FeedbackDependencies,
  records: readonly QueueRecord[],
  now: number,
): Promise<readonly UnfinishedRecord[]> {
  const failures = new Map<QueueRecord, unknown>();

  // 1. Find the message of each report.
  const received = await resolveAll(dependencies, records, failures);

  // 2. Keep the clicks with their messages. A person's click is held until the others of a scanner have arrived.
  const [clicks, others] = splitClicks(received);
  const recorded = await recordClicks(dependencies.ledger, clicks, now, failures);
  await holdClicks(dependencies, recorded, now, failures);

  // 3. Forward to the profiles what can change a decision.
  const decided = recorded.filter(({ record }) => !failures.has(record));
  await keepUses(dependencies, decided, failures);
  await forwardOutcomes(dependencies, [...others, ...decided.flatMap(listReports)], now, failures);

  // 4. Record the other outcomes in the ledger, and count them. 5. A delivery can show that a click was a machine's.
  const forwarded = others.filter(({ record }) => !failures.has(record));
  const delivered = await countOutcomes(dependencies, forwarded, now, failures);
  const corrected = await recordClicks(dependencies.ledger, delivered, now, failures);
  await keepUses(dependencies, corrected, failures);
  await forwardOutcomes(dependencies, corrected.flatMap(listCorrections), now, failures);

  // 6. Count the clicks.
  await putClickBatches(dependencies, [...decided, ...corrected], failures);

  // 7. Put what was recorded into the lake.
  const reports = [...forwarded, ...decided.flatMap(listReports), ...corrected.flatMap(listCorrections)];
  await putIntoLake(dependencies, reports, failures);
  return listUnfinished(dependencies, failures);
}

function splitClicks(received: readonly ReceivedReport[]): [ReceivedReport[], ReceivedReport[]] {
  const isClick = ({ report }: ReceivedReport) => report.click !== undefined;
  return [received.filter(isClick), received.filter((member) => !isClick(member))];
}

function listReports(recorded: RecordedClick): readonly ReceivedReport[] {
  return [recorded, ...listCorrections(recorded)];
}

function listCorrections({ record, corrections }: RecordedClick): readonly ReceivedReport[] {
  return corrections.map((report) => ({ record, report }));
}

/** Only the first delivery is held, and only where a document or the choice of an address depends on clicks. */
async function holdClicks(
  { listeners }: FeedbackDependencies,
  recorded: readonly RecordedClick[],
  now: number,
  failures: Map<QueueRecord, unknown>,
): Promise<void> {
  for (const { record, report, use } of recorded) {
    const remaining = report.receivedAt + clickHold - now;
    if (report.outcome !== 'clicked' || remaining <= 0 || readReceiveCount(record) > 1) continue;
    try {
      const isHeard = use !== undefined || (await listeners.isHeard(outcomeNames.clicked, now));
      if (isHeard) failures.set(record, new ClickHeldError(Math.min(remaining, clickHold)));
    } catch (error) {
      failures.set(record, error);
    }
  }
}

async function keepUses(
  { uses }: FeedbackDependencies,
  recorded: readonly RecordedClick[],
  failures: Map<QueueRecord, unknown>,
): Promise<void> {
  for (const { record, use } of recorded) {
    if (use === undefined || failures.has(record)) continue;
    await uses.keepUse(use).catch((error: unknown) => failures.set(record, error));
  }
}

async function putClickBatches(
  { statistics }: FeedbackDependencies,
  recorded: readonly RecordedClick[],
  failures: Map<QueueRecord, unknown>,
): Promise<void> {
  const finished = recorded.filter(({ record }) => !failures.has(record));
  // The clicks of a segment have the same batches.
  const batches = new Map(
    finished.flatMap((member) => member.batches).map((batch) => [`${batch.day} ${batch.batch}`, batch]),
  );
  const names = [...batches.keys()];
  const results = await runBounded([...batches.values()], concurrency, (batch) => statistics.put(batch));
  const errors = new Map(names.map((name, index) => [name, results[index]]));
  for (const { record, batches: own } of finished)
    for (const { day, batch } of own) {
      const result = errors.get(`${day} ${batch}`);
      if (result?.ok === false) failures.set(record, result.error);
    }
}

/** A redelivery repeats rows, and loses none. */
async function putIntoLake(
  { lake }: FeedbackDependencies,
  reported: readonly ReceivedReport[],
  failures: Map<QueueRecord, unknown>,
): Promise<void> {
  const done = reported.filter(({ record }) => !failures.has(record));
  if (lake === undefined || done.length === 0) return;
  const { putOutcomes } = await import('../lake/put-rows.ts');
  const reports = done.map(({ report }) => report);
  await putOutcomes(lake, reports).catch((error: unknown) => {
    for (const { record } of done) failures.set(record, error);
  });
}

async function resolveAll(
  dependencies: FeedbackDependencies,
  records: readonly QueueRecord[],
  failures: Map<QueueRecord, unknown>,
): Promise<readonly ReceivedReport[]> {
  const outcomes = await runBounded(records, concurrency, (record) => resolveReports(dependencies, record));
  return records.flatMap((record, index): ReceivedReport[] => {
    const outcome = outcomes[index];
    if (outcome?.ok === false) failures.set(record, outcome.error);
    return outcome?.ok === true ? outcome.value.map((report) => ({ record, report })) : [];
  });
}

async function forwardOutcomes(
  { listeners, queues }: FeedbackDependencies,
  received: readonly ReceivedReport[],
  now: number,
  failures: Map<QueueRecord, unknown>,
): Promise<void> {
  const outcomes = received.map(({ record, report }) => ({ record, outcome: makeOutcome(report) }));
  const answers = await runBounded(outcomes, concurrency, async ({ outcome: { touchpoint } }) =>
    isAlwaysForwarded(touchpoint) ? true : listeners.isHeard(touchpoint.name, now),
  );
  const heard = outcomes.filter(({ record }, index) => {
    const answer = answers[index];
    if (answer?.ok === false) failures.set(record, answer.error);
    return answer?.ok === true && answer.value;
  });
  const unsent = await sendInCalls(
    heard.map(({ outcome }) => outcome),
    (bodies) => queues.send('profile', bodies),
  );
  for (const { item, error = new OutcomeNotForwardedError() } of unsent) {
    for (const { record, outcome } of heard) if (outcome === item) failures.set(record, error);
  }
}

function listUnfinished(
  { telemetry, random }: FeedbackDependencies,
  failures: ReadonlyMap<QueueRecord, unknown>,
): readonly UnfinishedRecord[] {
  const logged = new Set<unknown>();
  return [...failures].map(([record, error]) => {
    const isExpected =
      error instanceof ReportUnclaimedError ||
      error instanceof OutcomePendingError ||
      error instanceof ClickHeldError;
    if (!isExpected && !logged.has(error)) telemetry.error('Reports return to their queue', error);
    logged.add(error);
    if (error instanceof OutcomePendingError || error instanceof ClickHeldError)
      return { record, retryAfter: error.seconds };
    const options = { base: isExpected ? 5 : 2, limit: 300 };
    return { record, retryAfter: computeBackoff(readReceiveCount(record), random(), options) };
  });
}
