/** Queries of the warehouse and their runs in words. */
import type { QueryReport, QueryRun } from '../../app/ports/query-store.ts';
import type { KnownQuery } from '../../app/warehouse/request-run.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { QueryDocument } from '../../engine/model/documents/query-document.ts';
import { formatMoment } from './format-moment.ts';

/** Athena's price in us-east-1: $5 per TB, of at least 10 MB per query. */
const leastBytes = 10_000_000;
const perByte = 5 / 1e12;

export function queryToJson({ id, document, state }: KnownQuery) {
  const { run, last, plan, requested, skipped = 0 } = state ?? {};
  return {
    id,
    isLive: document !== undefined,
    state: describeState(run, last),
    skipped,
    isRequested: requested !== undefined,
    ...omitAbsent({ next: toIso(document && plan?.next), progress: run && progressToJson(run) }),
    ...(last && reportToJson(last)),
  };
}

function progressToJson({ startedAt, isDry, rows, sent, rejected }: QueryRun) {
  return { startedAt: toIso(startedAt), isDry, rows, sent, rejected };
}

function reportToJson(last: QueryReport) {
  const { moment, isDry, isLive, rows, sent, rejected, bytesScanned, executionId, failure, samples } = last;
  return {
    lastRun: toIso(moment),
    ...{ isDry, triggers: isLive, rows, sent, rejected, bytesScanned, samples },
    dollars: priceScan(bytesScanned),
    ...omitAbsent({ executionId, failure }),
  };
}

function describeState(run: QueryRun | undefined, last: QueryReport | undefined): string {
  if (run !== undefined) return run.result === undefined ? 'running' : 'reading';
  if (last === undefined) return 'new';
  return last.failure === undefined ? 'succeeded' : last.failure.code;
}

export function describeRow(known: KnownQuery): readonly string[] {
  const { id, document, state } = known;
  const { run, last, plan } = state ?? {};
  return [
    id,
    describeState(run, last),
    last === undefined ? '' : formatMoment(last.moment),
    last === undefined ? '' : `${last.rows}`,
    last === undefined ? '' : `${last.rejected}`,
    last === undefined ? '' : formatDollars(last.bytesScanned),
    document === undefined ? 'not live' : plan?.next === undefined ? 'not planned' : formatMoment(plan.next),
  ];
}

export function describeQuery({ id, document, state }: KnownQuery): readonly string[] {
  const { run, last, plan, requested, succeeded, skipped = 0 } = state ?? {};
  const next = plan?.next === undefined ? 'No next run is planned.' : `Next run: ${formatMoment(plan.next)}.`;
  return [
    `query/${id}: ${describeState(run, last)}.`,
    document === undefined ? 'It is not live: no run starts.' : next,
    ...(succeeded === undefined ? [] : [`The next "since" is ${formatMoment(succeeded.moment)}.`]),
    ...(requested === undefined ? [] : ['A run is requested: it starts within a minute.']),
    ...(skipped === 0 ? [] : [`${skipped} scheduled runs were skipped.`]),
    ...(run === undefined
      ? []
      : [`In progress since ${formatMoment(run.startedAt)}: ${describeCounts(run)}`]),
    ...(last === undefined ? ['It has not run yet.'] : describeReport(last)),
    ...(last !== undefined && document !== undefined && isCountedAgain(last, document)
      ? [
          'The rows that it sent count; the next run sends them again, and they count once more: see docs/warehouse.md#runs.',
        ]
      : []),
  ];
}

/** An event without an id is another one in each run. */
function isCountedAgain({ failure, sent, isDry }: QueryReport, { mapping }: QueryDocument): boolean {
  return (
    failure !== undefined && sent > 0 && !isDry && mapping.event !== undefined && mapping.id === undefined
  );
}

function describeReport(last: QueryReport): readonly string[] {
  const { moment, isDry, isLive, bytesScanned, failure, samples, executionId } = last;
  const kind = isDry ? ' (dry run: nothing was sent)' : isLive ? ' (rows triggered rules and journeys)' : '';
  return [
    `Last run: ${formatMoment(moment)}${kind}.`,
    `${describeCounts(last)} Scanned ${bytesScanned} bytes: ${formatDollars(bytesScanned)}.`,
    ...(executionId === undefined ? [] : [`Execution: ${executionId}.`]),
    ...(failure === undefined ? [] : [`Failed (${failure.code}): ${failure.reason}`]),
    ...samples.map(
      ({ line, column, reason }) =>
        `  line ${line}${column === undefined ? '' : `, column "${column}"`}: ${reason}`,
    ),
  ];
}

function describeCounts({ isDry, rows, sent, rejected }: QueryRun | QueryReport): string {
  return `${rows} rows: ${sent} ${isDry ? 'would be sent' : 'sent'}, ${rejected} rejected.`;
}

function priceScan(bytes: number): number {
  return bytes === 0 ? 0 : Math.max(bytes, leastBytes) * perByte;
}

function formatDollars(bytes: number): string {
  return `$${priceScan(bytes).toFixed(5)}`;
}

function toIso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
