/**
 * Records what providers report of messages: for the profile only what can change a decision, the outcome in the
 * ledger, and the counts in the statistics. A record is acknowledged when all of these calls have succeeded; each is
 * idempotent.
 */

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
import { type CountingPorts, countOutcomes, OutcomePendingError } from './count-outcomes.ts';
import type { ListenerCache } from './listener-cache.ts';
import { isAlwaysForwarded, makeOutcome } from './read-feedback.ts';
import { type ReceivedReport, ReportUnclaimedError, resolveReport } from './resolve-report.ts';

/** All dependencies whose calls can fail. */
export interface FeedbackPorts extends CountingPorts {
  readonly receipts: Pick<ProviderReceipts, 'find'>;
  readonly queues: Queues;
}

export interface FeedbackDependencies extends FeedbackPorts {
  /** Kept between invocations of one process. */
  readonly listeners: ListenerCache;
  /** Names the invocation: `nameBatch` makes it. */
  readonly batch: string;
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

/** The unfinished records; all others are done. `now` in epoch milliseconds, read once per batch. */
export async function recordFeedback(
  dependencies: FeedbackDependencies,
  records: readonly QueueRecord[],
  now: number,
): Promise<readonly UnfinishedRecord[]> {
  const failures = new Map<QueueRecord, unknown>();

  // 1. Find the message of each report.
  const received = await resolveAll(dependencies, records, failures);

  // 2. Forward to the profiles what can change a decision.
  await forwardOutcomes(dependencies, received, now, failures);

  // 3. Record the outcomes in the ledger. 4. Count them.
  const forwarded = received.filter(({ record }) => !failures.has(record));
  await countOutcomes(dependencies, forwarded, now, failures);
  return listUnfinished(dependencies, failures);
}

async function resolveAll(
  dependencies: FeedbackDependencies,
  records: readonly QueueRecord[],
  failures: Map<QueueRecord, unknown>,
): Promise<readonly ReceivedReport[]> {
  const outcomes = await runBounded(records, concurrency, (record) => resolveReport(dependencies, record));
  return records.flatMap((record, index): ReceivedReport[] => {
    const outcome = outcomes[index];
    if (outcome?.ok === false) failures.set(record, outcome.error);
    return outcome?.ok === true && outcome.value !== undefined ? [{ record, report: outcome.value }] : [];
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
    const isExpected = error instanceof ReportUnclaimedError || error instanceof OutcomePendingError;
    if (!isExpected && !logged.has(error)) telemetry.error('Reports return to their queue', error);
    logged.add(error);
    if (error instanceof OutcomePendingError) return { record, retryAfter: error.seconds };
    const options = { base: isExpected ? 5 : 2, limit: 300 };
    return { record, retryAfter: computeBackoff(readReceiveCount(record), random(), options) };
  });
}
