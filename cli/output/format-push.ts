/** Formats what `push` wrote and published, with the problems of the files. */
import type { PushedDocuments } from '../../app/publish/push-documents.ts';
import type { PutOutcome, WrittenDocument } from '../../app/publish/staging.ts';
import type { DocumentFiles } from '../files/read-document-files.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { formatProblems, formatSkipped, locateProblems } from './format-problems.ts';
import { formatReachAnswer } from './format-publication.ts';
import { formatPublishReport, isBadReport, toPrintedReport } from './format-report.ts';
import { formatCount } from './format-table.ts';

/** `endpoint`: where the people were read; undefined for AWS. */
export function formatPush(
  { problems, put, pauses, published }: PushedDocuments,
  files: DocumentFiles,
  endpoint: string | undefined,
): CommandResult {
  const isPublished = published !== undefined;
  const printed = locateProblems(problems, files);
  const errors = printed.filter(({ severity }) => severity === 'error').length + put.failed.length;
  const json = {
    [isPublished ? 'pushed' : 'staged']: put.written,
    unchanged: put.unchanged,
    problems: printed,
    failed: put.failed.map(({ document, message }) => ({ document, problem: message })),
  };
  const lines = [
    ...formatProblems(printed),
    ...formatSkipped(files),
    ...put.failed.map(({ message }) => message),
    ...pauses.map((pause) => explainPause(pause, isPublished)),
    summarize(put, errors, isPublished),
  ];
  const exitCode = errors === 0 ? 0 : 1;
  if (published === undefined) return { exitCode, json, lines: [...lines, ...explainNext(put)] };
  const { report, labels, reach } = published;
  const counted = formatReachAnswer(reach, endpoint);
  return {
    exitCode: isBadReport(report, labels) ? 1 : exitCode,
    json: { ...json, published: toPrintedReport(report), ...counted.json },
    lines: [...lines, ...formatPublishReport(report, labels), ...counted.lines],
  };
}

function summarize({ written, unchanged }: PutOutcome, errors: number, isPublished: boolean): string {
  const same = unchanged.length === 0 ? '' : `; ${unchanged.length.toLocaleString('en-US')} unchanged`;
  const bad = errors === 0 ? '' : `; ${formatCount(errors, 'error')}, see above`;
  return `${isPublished ? 'Pushed' : 'Staged'} ${formatCount(written.length, 'document')}${same}${bad}.`;
}

function explainPause({ kind, id }: WrittenDocument, isPublished: boolean): string {
  const done = isPublished ? 'is paused' : 'will be paused by `percorso publish`';
  return `${kind}/${id} ${done}, although its file has errors. Only its status changes.`;
}

function explainNext({ written }: PutOutcome): string[] {
  if (written.length === 0) return [];
  return [
    'Nothing has taken effect yet. `percorso status` shows what would change, `percorso publish` publishes it.',
  ];
}
