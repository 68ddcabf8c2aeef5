/**
 * Counts the outcomes of messages except clicks, each once, in one batch per invocation. The ledger keeps the time of the first
 * report of an outcome and the batch that counts it. A batch that was never written belongs to an invocation that died:
 * the redelivery of the report moves the outcome to its own batch.
 */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatUtcDay, MINUTE } from '../../engine/base/time-units.ts';
import { addStreams, type StreamCounts } from '../../engine/channels/email-streams.ts';
import {
  addMeasures,
  type Counts,
  describeMoment,
  measureDimensions,
  measureReport,
} from '../../engine/model/measures.ts';
import type { AddressUses } from '../ports/address-uses.ts';
import type { LedgerMessage, MessageLedger } from '../ports/message-ledger.ts';
import type { StatisticsBatch, StatisticsStore } from '../ports/statistics-store.ts';
import { nameBatch, readMoment } from '../runtime/batch-names.ts';
import { runBounded } from '../runtime/run-bounded.ts';
import type { QueueRecord } from '../runtime/sqs-batch.ts';
import { findOpenUse } from './find-use.ts';
import type { Report } from './provider-report.ts';
import { nameReport } from './read-feedback.ts';
import type { ReceivedReport } from './resolve-report.ts';

/** All dependencies whose calls can fail. */
export interface CountingPorts {
  readonly ledger: Pick<MessageLedger, 'read' | 'recordOutcome' | 'recordClicks' | 'recountOutcome'>;
  readonly statistics: Pick<StatisticsStore, 'has' | 'put'>;
  readonly uses: AddressUses;
}

interface Counting extends CountingPorts {
  readonly requestId: string;
}

interface Claiming extends CountingPorts {
  readonly batch: string;
}

/** Another invocation has claimed the count of an outcome and may still write it. */
export class OutcomePendingError extends Error {
  readonly code = 'outcome_pending';
  /** Until the record is delivered again. */
  readonly seconds: number;
  constructor(milliseconds: number) {
    super('Another invocation may still count this outcome. Deliver the report again later.');
    this.name = 'OutcomePendingError';
    this.seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  }
}

/** Whether this invocation has the claim to other counts is not known: none of its batch is written. */
export class BatchInDoubtError extends Error {
  readonly code = 'batch_in_doubt';
  constructor(cause: unknown) {
    super(
      'A write to the ledger was interrupted, so this batch is not counted. Later invocations count it.',
      {
        cause,
      },
    );
    this.name = 'BatchInDoubtError';
  }
}

/**
 * Milliseconds after which the invocation that named a batch has ended: it times out after 30 s (lib/functions.ts),
 * and the rest is for clocks that differ.
 */
const invocationOver = 5 * MINUTE;

/** Concurrent reports; a batch has ten. */
const concurrency = 10;

/** An outcome to count. `isFirst`: the first report of its kind for this message, which this invocation has claimed. */
interface Claimed {
  readonly report: Report;
  readonly message: LedgerMessage;
  readonly isFirst: boolean;
}

/** Adds the records that are not counted to `failures`. The deliveries of messages with clicks: they can show a machine. */
export async function countOutcomes(
  counting: Counting,
  received: readonly ReceivedReport[],
  now: number,
  failures: Map<QueueRecord, unknown>,
): Promise<readonly ReceivedReport[]> {
  // Named like the batches of senders where the circuit breaker must find it.
  const kind = received.some(({ report }) => report.stream !== undefined) ? 'email' : 'feedback';
  const batch = nameBatch(kind, now, counting.requestId);
  const claiming = { ...counting, batch };
  const clicked = new Set<Report>();
  const attempts = await runBounded(received, concurrency, ({ report }) =>
    claim(claiming, report, now, clicked),
  );
  const claimed: { readonly record: QueueRecord; readonly outcome: Claimed }[] = [];
  let interrupted: BatchInDoubtError | undefined;
  for (const [index, { record }] of received.entries()) {
    const attempt = attempts[index];
    if (attempt?.ok === true) {
      if (attempt.value !== undefined) claimed.push({ record, outcome: attempt.value });
      continue;
    }
    failures.set(record, attempt?.error);
    if (!(attempt?.error instanceof OutcomePendingError))
      interrupted ??= new BatchInDoubtError(attempt?.error);
  }
  const batches = planBatches(
    claimed.map(({ outcome }) => outcome),
    batch,
  );
  for (const { batch: planned, owners } of batches) {
    const error =
      interrupted !== undefined && planned.batch === batch
        ? interrupted
        : await counting.statistics.put(planned).then(
            () => undefined,
            (failure: unknown) => failure,
          );
    if (error === undefined) continue;
    for (const { record, outcome } of claimed) if (owners.has(outcome)) failures.set(record, error);
  }
  return received.filter(({ record, report }) => clicked.has(report) && !failures.has(record));
}

/**
 * Records the outcome. Undefined when there is nothing to count here. Adds the report to `clicked` if it is the delivery
 * of a message with clicks. Throws OutcomePendingError.
 */
async function claim(
  { ledger, statistics, uses, batch }: Claiming,
  report: Report,
  now: number,
  clicked: Set<Report>,
): Promise<Claimed | undefined> {
  const { profileId, messageId, channel, outcome, at } = report;
  // The sender has counted it, and the ledger has it unless the provider's answer was lost.
  if (outcome === 'sent') return recordSent(ledger, report);
  const message = await ledger.recordOutcome(
    profileId,
    messageId,
    outcome,
    at,
    batch,
    readFailureReason(report),
    channel,
  );
  // The message expired, or another application sent it: there is no origin to count it under.
  if (message === undefined) return undefined;
  const use = findOpenUse(message, report);
  if (use !== undefined) await uses.keepUse(use);
  if (outcome === 'delivered' && message.clicks !== undefined) clicked.add(report);
  const isFirst = message.outcomes[outcome] === at;
  if (!isFirst)
    return measureReport(channel, outcome, false).length > 0 ? { report, message, isFirst } : undefined;
  const owner = message.countedBy?.[outcome];
  if (owner === batch) return { report, message, isFirst };
  if (owner === undefined || (await statistics.has(formatUtcDay(at), owner))) return undefined;
  const remaining = readMoment(owner) + invocationOver - now;
  if (remaining > 0) throw new OutcomePendingError(remaining);
  const isOurs = await ledger.recountOutcome(profileId, messageId, outcome, owner, batch);
  if (!isOurs) throw new OutcomePendingError(0);
  return { report, message, isFirst };
}

/** Of a report that says that the message did not arrive: at most 100 characters. */
function readFailureReason({ outcome, properties: { reason } }: Report): string | undefined {
  if (outcome !== 'failed' && outcome !== 'bounced') return undefined;
  return typeof reason === 'string' && reason !== '' ? reason.slice(0, 100) : undefined;
}

/** A read of half a unit instead of a write: nearly always the sender has settled the message. */
async function recordSent(ledger: CountingPorts['ledger'], report: Report): Promise<undefined> {
  const { profileId, messageId, channel, outcome, at } = report;
  const message = await ledger.read(profileId, messageId, { consistent: false });
  if (message?.state !== 'sent')
    await ledger.recordOutcome(profileId, messageId, outcome, at, undefined, undefined, channel);
  return undefined;
}

function listMeasures({ report, message, isFirst }: Claimed): readonly string[] {
  const { channel, outcome, at, properties } = report;
  const { device } = properties;
  return isFirst
    ? measureFirst(message, outcome, at, typeof device === 'string' ? device : undefined)
    : measureReport(channel, outcome, false);
}

/** The first report of its kind is also counted by message, step, variant, language, moment and device. */
export function measureFirst(
  { channel, template, step, variant, locale }: LedgerMessage,
  outcome: string,
  at: number,
  device: string | undefined,
): readonly string[] {
  const measures = measureReport(channel, outcome, true);
  const [first] = measures;
  if (first === undefined) return measures;
  const values = { ...{ template, step, variant, locale }, ...describeMoment(at), device };
  return [...measures, ...measureDimensions(first, values)];
}

interface PlannedCounts {
  readonly batch: string;
  readonly day: string;
  readonly counts: Counts;
  readonly streams: StreamCounts;
  readonly owners: Set<Claimed>;
}

interface PlannedBatch {
  readonly batch: StatisticsBatch;
  readonly owners: ReadonlySet<Claimed>;
}

/** One batch per day (UTC) of first reports; each repeated open or click is a batch of its own, named by its report. */
function planBatches(claimed: readonly Claimed[], own: string): readonly PlannedBatch[] {
  const batches = new Map<string, PlannedCounts>();
  const counted = new Set<string>();
  for (const outcome of claimed) {
    const { report, message, isFirst } = outcome;
    const day = formatUtcDay(report.at);
    const name = nameReport(report);
    const batch = isFirst ? own : name;
    const planned = batches.get(`${day} ${batch}`) ?? {
      batch,
      day,
      counts: {},
      streams: {},
      owners: new Set<Claimed>(),
    };
    batches.set(`${day} ${batch}`, planned);
    planned.owners.add(outcome);
    // The same report twice in this batch is one report.
    const key = `${message.profileId} ${name}`;
    if (!counted.has(key)) {
      addMeasures(planned.counts, message.origin, listMeasures(outcome));
      if (isFirst && report.stream !== undefined) addStreams(planned.streams, report.stream);
    }
    counted.add(key);
  }
  return [...batches.values()].map(({ owners, streams, ...batch }) => ({
    batch: { ...batch, ...omitAbsent({ streams: Object.keys(streams).length === 0 ? undefined : streams }) },
    owners,
  }));
}
