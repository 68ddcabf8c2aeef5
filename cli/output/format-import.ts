/** The report of an import, and of a dry run. */
import type { RowComparison } from '../../app/import/compare-rows.ts';
import type { ErasedRows } from '../../app/import/find-erased-rows.ts';
import type { ImportProgress } from '../../app/import/import-rows.ts';
import type { RejectedRow, RowCounter } from '../../app/import/map-row.ts';
import { foldHeader, type ImportMapping } from '../../app/import/mapping.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { warnUnidentified } from '../../engine/config/check/check-mapping.ts';
import { createProblem, formatProblem } from '../../engine/config/problems/problem.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import type { ExplainedFailure } from '../terminal/explain-failure.ts';
import { formatErased } from './format-erased-rows.ts';
import { describeComparison, formatComparison } from './format-row-comparison.ts';
import { formatCount, formatTable } from './format-table.ts';

type Counts = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface ImportReport {
  readonly isDry: boolean;
  readonly table: {
    readonly type: string;
    readonly encoding: string;
    readonly delimiter?: string;
    readonly hash: string;
    readonly columns: readonly string[];
  };
  readonly mapping: ImportMapping;
  readonly progress: ImportProgress;
  /** Of this attempt: per target, what the rows state. */
  readonly counts: Counts;
  /** The first rejected rows of this attempt. */
  readonly first: readonly RejectedRow[];
  /** What earlier attempts have done. */
  readonly before?: ImportProgress;
  readonly rejectFile?: string;
  /** Of a dry run: what the rows would change in the stored profiles. */
  readonly comparison?: RowComparison;
  /** Of an import: rows about people who were erased, or why the stage was not asked. */
  readonly erased?: ErasedRows;
  readonly unasked?: string;
  /** Why the rows were checked without the published policy of identifiers. */
  readonly unread?: string;
  /** Set when it stopped: `progress` is what the checkpoint has. */
  readonly failure?: ExplainedFailure;
}

export function makeCounter(): RowCounter & { readonly counts: Counts } {
  const counts = new Map<string, Map<string, number>>();
  return {
    counts,
    count(target, what) {
      const of = counts.get(target) ?? new Map<string, number>();
      counts.set(target, of.set(what, (of.get(what) ?? 0) + 1));
    },
  };
}

/** Exit code 1 when a row was rejected, or would be by the stage. */
export function reportImport(report: ImportReport): CommandResult {
  const {
    isDry,
    table,
    mapping,
    progress,
    counts,
    first,
    before,
    rejectFile,
    failure,
    comparison,
    unread,
    erased,
    unasked,
  } = report;
  const { rows, sent, rejected } = progress;
  const mapped = new Set(Object.keys(mapping.columns).map(foldHeader));
  const unmapped = table.columns.filter((name) => !mapped.has(foldHeader(name)));
  const { type, encoding, delimiter, hash } = table;
  const states = [...counts].map(([target, of]) => ({ target, ...Object.fromEntries(of) }));
  const shown = first.map(({ line, column, reason }) => ({ line, ...omitAbsent({ column }), reason }));
  const warnings = warnUnidentified(mapping).map((finding) =>
    formatProblem(createProblem('mapping', finding)),
  );
  const resumed = before !== undefined && before.rows > 0 ? before.rows : undefined;
  return {
    exitCode: failure?.exitCode ?? (rejected + (comparison?.reused.rows ?? 0) === 0 ? 0 : 1),
    // Values of the stored profiles are in the examples.
    ...omitAbsent({ shows: comparison && { count: comparison.people.known } }),
    json: {
      import: hash,
      dryRun: isDry,
      format: { type, encoding, ...omitAbsent({ delimiter }) },
      rows,
      [isDry ? 'accepted' : 'sent']: sent,
      rejected,
      ...omitAbsent({ resumedAfter: resumed, rejectFile: rejected === 0 ? undefined : rejectFile }),
      ...omitAbsent({ policyUnread: unread, warnings: warnings.length === 0 ? undefined : warnings }),
      states,
      unmapped,
      firstRejected: shown,
      ...omitAbsent({ erased, erasedUnknown: unasked }),
      ...omitAbsent({ comparison: comparison && describeComparison(comparison) }),
      ...omitAbsent({ error: failure }),
    },
    lines: [
      `Import ${hash}: ${type}, ${encoding}${delimiter === undefined ? '' : `, delimiter ${JSON.stringify(delimiter)}`}.`,
      ...(resumed === undefined
        ? []
        : [
            `Continued after row ${resumed}, which an earlier attempt had done. --restart sends all rows again; each counts once.`,
          ]),
      ...(states.length === 0
        ? []
        : [isDry ? 'The rows would state:' : 'The rows state:', ...formatStates(counts)]),
      ...(comparison === undefined ? [] : formatComparison(comparison)),
      ...(unread === undefined
        ? []
        : [
            `The published policy of identifiers was not read: ${unread}. The ids of the rows were checked by the default policy, so the stage can reject more of them.`,
          ]),
      ...(unmapped.length === 0 ? [] : [`Columns that are not imported: ${unmapped.join(', ')}.`]),
      ...warnings.map((warning) => `Mapping: ${warning}`),
      ...shown.map(
        ({ line, column, reason }) => `  line ${line}${column === undefined ? '' : `, ${column}`}: ${reason}`,
      ),
      ...(rejected > shown.length && shown.length > 0 ? [`  ... and ${rejected - shown.length} more`] : []),
      ...(rows === 0 ? ['The file has no rows.'] : []),
      `${isDry ? 'Would send' : 'Sent'} ${formatCount(sent, 'row')} of ${rows}; ${rejected} rejected.` +
        (rejected === 0 || rejectFile === undefined ? '' : ` They are in ${rejectFile}.`),
      ...(erased === undefined ? [] : formatErased(erased)),
      ...(unasked === undefined
        ? []
        : [
            `Whether rows are about people who were erased was not asked: ${unasked}. The stage drops such rows.`,
          ]),
      ...(isDry || sent === 0
        ? []
        : [
            `The stage counts the rows within minutes. What it rejected: percorso import status ${hash}. To take the import back: percorso import undo ${hash}.`,
          ]),
      ...(failure === undefined
        ? []
        : [`Stopped: ${failure.problem} ${failure.remedy} The same command continues after row ${rows}.`]),
    ],
  };
}

function formatStates(counts: Counts): string[] {
  const rows = [...counts].map(([target, of]) => [
    target,
    [...of].map(([what, count]) => `${count} ${what}`).join(', '),
  ]);
  return formatTable(rows, '  ');
}
