/** `percorso push`: writes the valid documents of files to the config table, staged or published. */
import { listDocuments } from '../../../app/publish/plan-program.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import {
  type PutOutcome,
  putInForce,
  type StagingPorts,
  stageDocuments,
  type WrittenDocument,
} from '../../../app/publish/staging.ts';
import { warnOfTimes } from '../../../engine/config/check/warn-times.ts';
import type { ConfigDocument } from '../../../engine/model/documents/documents.ts';
import { listPauses } from '../../files/list-pauses.ts';
import { readDocumentFiles } from '../../files/read-document-files.ts';
import { validateWithTable } from '../../files/validate-with-table.ts';
import { formatProblems, formatSkipped, locateProblems } from '../../output/format-problems.ts';
import { formatPublishReport, isBadReport, toPrintedReport } from '../../output/format-report.ts';
import { formatCount } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import type { ProgressBar } from '../../terminal/progress.ts';
import { type ReachOptions, reportPublishedReach } from './report-reach.ts';

export interface PushOptions extends ReachOptions {
  readonly publish: boolean;
  readonly directory: string;
  readonly progress: ProgressBar;
}

/** Skips and reports invalid documents. Valid ones are published with `publish`, else staged. */
export async function pushFiles(
  patterns: readonly string[],
  ports: StagingPorts,
  { publish, directory, now, progress, reach }: PushOptions,
): Promise<CommandResult> {
  const files = readDocumentFiles(patterns, directory);
  // Documents published now must not reference staged ones.
  const staged = publish ? [] : await listDocuments(ports.staged);
  const { ours, problems, stored } = await validateWithTable(files.documents, ports, staged);
  const accepted = ours.flatMap(({ document }) => (document === undefined ? [] : [toWritten(document)]));
  const pauses = listPauses(ours, stored);
  const good = [...accepted, ...pauses];
  progress.start('Pushing', good.length);
  const outcome = await (publish ? putInForce : stageDocuments)(ports, good, () => progress.step(1));
  progress.stop();
  const printed = locateProblems([...problems, ...warnOfTimes(ours, now)], files);
  const errors = printed.filter(({ severity }) => severity === 'error').length + outcome.failed.length;
  const json = {
    [publish ? 'pushed' : 'staged']: outcome.written,
    unchanged: outcome.unchanged,
    problems: printed,
    failed: outcome.failed.map(({ document, message }) => ({ document, problem: message })),
  };
  const lines = [
    ...formatProblems(printed),
    ...formatSkipped(files),
    ...outcome.failed.map(({ message }) => message),
    ...pauses.map((pause) => explainPause(pause, publish)),
    summarize(outcome, errors, publish),
  ];
  const exitCode = errors === 0 ? 0 : 1;
  if (!publish) return { exitCode, json, lines: [...lines, ...explainNext(outcome)] };
  const report = await publishProgram(ports, { now, allowShrink: false });
  const pushed = [...outcome.written, ...outcome.unchanged];
  const counted = await reportPublishedReach(report, ports.programs, { reach, now });
  return {
    exitCode: isBadReport(report, pushed) ? 1 : exitCode,
    json: {
      ...json,
      published: toPrintedReport(report),
      ...(counted === undefined ? {} : { reach: counted.json }),
    },
    lines: [...lines, ...formatPublishReport(report, pushed), ...(counted?.lines ?? [])],
  };
}

function summarize({ written, unchanged }: PutOutcome, errors: number, publish: boolean): string {
  const same = unchanged.length === 0 ? '' : `; ${unchanged.length.toLocaleString('en-US')} unchanged`;
  const bad = errors === 0 ? '' : `; ${formatCount(errors, 'error')}, see above`;
  return `${publish ? 'Pushed' : 'Staged'} ${formatCount(written.length, 'document')}${same}${bad}.`;
}

function explainPause({ kind, id }: WrittenDocument, publish: boolean): string {
  const done = publish ? 'is paused' : 'will be paused by `percorso publish`';
  return `${kind}/${id} ${done}, although its file has errors. Only its status changes.`;
}

function explainNext({ written }: PutOutcome): string[] {
  if (written.length === 0) return [];
  return [
    'Nothing has taken effect yet. `percorso status` shows what would change, `percorso publish` publishes it.',
  ];
}

/** A document is JSON: its type is only narrower. */
function toWritten(document: ConfigDocument): WrittenDocument {
  return document as unknown as WrittenDocument;
}
