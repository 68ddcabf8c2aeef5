/** Sends the rows of a result as `percorso import` sends those of a file, with a checkpoint per group. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { completeMapping } from '../import/complete-mapping.ts';
import { type ImportProgress, importRows } from '../import/import-rows.ts';
import type { ImportRow, RejectedRow } from '../import/map-row.ts';
import { findMissing, foldHeader } from '../import/mapping.ts';
import { readObject } from '../import/read-object.ts';
import type { QueryRun } from '../ports/query-store.ts';
import type { RejectedTouchpoint } from '../ports/rejected-store.ts';
import { sendAll } from '../runtime/send-in-calls.ts';
import type { QueryDependencies } from './dependencies.ts';
import { hashRun } from './hash-run.ts';
import { readResult } from './read-result.ts';

/** The mapping names columns that the result does not have. */
export class ColumnsMissingError extends Error {
  readonly code = 'columns_missing';
  constructor(missing: readonly string[], columns: readonly string[]) {
    const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
    super(`The result has no column ${list(missing)}. It has ${list(columns)}.`.slice(0, 500));
    this.name = 'ColumnsMissingError';
  }
}

/** Rejected rows of a run that are kept; all are counted. */
export const mostKept = 1000;
const mostSamples = 20;
const parallel = 4;

export interface RowsOptions {
  /** Writes the run with its new place. */
  readonly keep: (run: QueryRun) => Promise<void>;
  /** Whether the time is over: asked after each row. */
  readonly isOver: () => boolean;
}

/** Throws ColumnsMissingError, ResultUnreadableError, ObjectChangedError. */
export async function sendRows(
  id: string,
  begun: QueryRun,
  result: NonNullable<QueryRun['result']>,
  dependencies: QueryDependencies,
  { keep, isOver }: RowsOptions,
): Promise<{ readonly isDone: boolean }> {
  const { objects, sender, queues } = dependencies;
  const mapping = completeMapping(begun.mapping);
  const importId = hashRun(id, begun).slice(0, 16);
  let run = begun;
  let place = run.place ?? { byte: 0, line: 1, columns: [] as readonly string[] };
  let isDone = place.byte >= result.bytes;
  if (isDone) return { isDone };

  async function* readRows(): AsyncGenerator<ImportRow> {
    const whole = { bytes: result.bytes, version: result.version };
    const chunks = readObject(objects, result, whole, place.byte);
    for await (const { line, cells, next } of readResult(chunks, place)) {
      if (place.columns.length === 0) {
        const missing = findMissing(mapping, cells);
        if (missing.length > 0) throw new ColumnsMissingError(missing, cells);
        place = { ...next, columns: cells };
        continue;
      }
      place = { ...place, ...next };
      yield toRow(line, cells, place.columns);
      if (isOver()) return;
    }
    isDone = true;
  }

  const base = { rows: run.rows, sent: run.sent, rejected: run.rejected };
  const journal = {
    async keep(progress: ImportProgress, rejected: readonly RejectedRow[]): Promise<void> {
      await keepRejects(rejected.slice(0, Math.max(mostKept - run.rejected, 0)));
      const samples = rejected
        .slice(0, Math.max(mostSamples - run.samples.length, 0))
        .map(({ line, column, reason }) => ({ line, reason, ...omitAbsent({ column }) }));
      run = {
        ...run,
        rows: base.rows + progress.rows,
        sent: base.sent + progress.sent,
        rejected: base.rejected + progress.rejected,
        samples: [...run.samples, ...samples],
        place,
      };
      await keep(run);
    },
  };
  /** Before the checkpoint: a repeat overwrites each by its id. */
  async function keepRejects(rejected: readonly RejectedRow[]): Promise<void> {
    if (run.isDry) return;
    await sendAll(
      rejected.map((row) => describeReject(id, importId, run, row, place.columns)),
      (call) => queues.send('rejected', call),
      (count) => new Error(`The queue did not accept ${count} rejected rows.`),
    );
  }

  await importRows(readRows(), {
    importId,
    mapping,
    now: run.startedAt,
    occurredAt: run.startedAt,
    isLive: run.isLive,
    counter: { count: () => undefined },
    parallel,
    journal,
    ...omitAbsent({ sender: run.isDry ? undefined : sender }),
  });
  return { isDone };
}

function toRow(line: number, cells: readonly string[], columns: readonly string[]): ImportRow {
  const found = new Map(columns.map((name, index) => [foldHeader(name), cells[index] ?? '']));
  const row = { line, cells: found, raw: cells };
  return cells.length === columns.length
    ? row
    : { ...row, problem: `${cells.length} values, but the result has ${columns.length} columns` };
}

function describeReject(
  id: string,
  importId: string,
  { startedAt, mapping }: QueryRun,
  { line, column, reason, raw }: RejectedRow,
  columns: readonly string[],
): RejectedTouchpoint {
  const where = column === undefined ? '' : `, column "${column}"`;
  return {
    kind: 'RejectedTouchpoint',
    id: `${importId}-${line}`,
    code: 'row_rejected',
    problem: `query/${id}, line ${line}${where}: ${reason}`,
    remedy: 'Correct the SQL, the mapping or the table: the next run that selects the row sends it.',
    receivedAt: startedAt,
    event: JSON.stringify({
      source: mapping.source,
      'detail-type': mapping.event ?? 'Identify',
      detail: {
        query: id,
        line,
        row: Object.fromEntries(columns.map((name, index) => [name, raw[index] ?? ''])),
      },
    }),
  };
}
