/** Problems of documents, grouped by file with line numbers, or by item of the table. */
import { isObject } from '../../engine/base/json.ts';
import { createProblem, formatProblem, type Problem } from '../../engine/config/problems/problem.ts';
import type { DocumentFiles, FileDocument } from '../files/read-document-files.ts';
import { formatTable } from './format-table.ts';

/** A problem as `--json` prints it. */
export interface PrintedProblem {
  readonly file?: string;
  readonly line?: number;
  readonly document?: string;
  readonly path?: string;
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly received?: string;
  readonly remedy: string;
}

/** Places problems in the files they came from; those of documents without a file keep their label alone. */
export function locateProblems(problems: readonly Problem[], files: DocumentFiles): PrintedProblem[] {
  const byOrigin = new Map<string, FileDocument>(
    files.documents.map((document) => [document.origin, document]),
  );
  return [
    ...files.problems.map(
      ({ file, line, problem }): PrintedProblem => ({
        file,
        line,
        code: 'not_readable',
        severity: 'error',
        remedy: `This is not YAML or JSON: ${problem.replace(/[.]?$/, '.')} Check the indentation, quotes and brackets around this line.`,
      }),
    ),
    ...files.documents.flatMap(locateChanged),
    ...problems.map((problem): PrintedProblem => {
      const source = problem.origin === undefined ? undefined : byOrigin.get(problem.origin);
      return {
        ...(source === undefined ? {} : { file: source.file, line: source.locate(problem.segments) }),
        ...toPrinted(problem),
      };
    }),
  ];
}

function locateChanged({ document, file, changed, locate }: FileDocument): PrintedProblem[] {
  const { kind, id } = isObject(document) ? document : {};
  return changed.map((finding) => ({
    file,
    line: locate(finding.segments),
    ...toPrinted(createProblem(`${String(kind)}/${String(id)}`, finding)),
  }));
}

export function toPrinted({ document, path, code, severity, received, remedy }: Problem): PrintedProblem {
  return { document, path, code, severity, received, remedy };
}

/** Grouped by file or document, a line each: where, `error` or `warning`, what to do. */
export function formatProblems(problems: readonly PrintedProblem[]): string[] {
  const groups = Map.groupBy(problems, (problem) => problem.file ?? problem.document ?? '');
  return [...groups].flatMap(([group, members]) => [
    group,
    ...formatTable(
      members
        .toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0))
        .map((problem) => [...describePlace(problem), problem.severity, describe(problem)]),
      '  ',
    ),
    '',
  ]);
}

/** Reports skipped files. */
export function formatSkipped({ skipped }: DocumentFiles): string[] {
  return skipped.length === 0 ? [] : [`Skipped, because they contain no document: ${skipped.join(', ')}.`];
}

function describePlace({ file, line, document }: PrintedProblem): string[] {
  return file === undefined ? [] : [`line ${line ?? 1}`, document ?? ''];
}

function describe({ path = '', remedy, received = '' }: PrintedProblem): string {
  return formatProblem({
    document: '',
    path,
    segments: [],
    received,
    remedy,
    code: 'wrong_value',
    severity: 'error',
  });
}
