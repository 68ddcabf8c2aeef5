/** What publishing did, or would do, in plain words. */

import type { PublishReport } from '../../app/publish/publish-program.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import type { ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import { describeExisting } from './describe-history.ts';
import { formatProblems, toPrinted } from './format-problems.ts';
import { formatCount } from './format-table.ts';

/** `pushed`: labels of what this command wrote; of other documents the table may hold errors of its own. */
export function formatPublishReport(report: PublishReport, pushed?: readonly string[]): string[] {
  const { outcome, version, kept, problems, refusal, unannotated } = report;
  const outcomes = {
    published: [
      `Published version ${version}.`,
      ...formatChanges(report.changes),
      ...explainEdits(report.changes.changed),
      ...(report.existing === undefined ? [] : describeExisting(report.existing)),
    ],
    unchanged: [
      version === 0 ? 'Nothing to publish.' : `Nothing to publish: version ${version} is up to date.`,
    ],
    refused: [
      `Refused: ${refusal?.message ?? ''}`,
      refusal?.remedy ?? '',
      `Version ${version} stays in force.`,
    ],
  } as const;
  return [
    ...formatProblems(problems.map(toPrinted)),
    ...outcomes[outcome],
    ...formatKept(kept),
    ...unannotated.map(
      ({ document, reason }) => `The item of ${document} cannot show its problems: ${reason}`,
    ),
    ...explainOthers(report, pushed),
  ];
}

/** Whether a command that published ends with 1. Errors in documents that it did not write are not its own. */
export function isBadReport({ outcome, problems }: PublishReport, pushed?: readonly string[]): boolean {
  return outcome === 'refused' || problems.some((problem) => isError(problem) && isOwn(problem, pushed));
}

function explainOthers(
  { outcome, problems }: PublishReport,
  pushed: readonly string[] | undefined,
): string[] {
  const errors = problems.filter(isError);
  if (pushed === undefined || outcome === 'refused' || errors.length === 0) return [];
  if (errors.some((problem) => isOwn(problem, pushed))) return [];
  return ['The errors above are in other documents of the table; what this command pushed is in force.'];
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

function isOwn({ document }: Problem, pushed: readonly string[] | undefined): boolean {
  return pushed === undefined || pushed.includes(document);
}

export function formatChanges({ added, changed, removed }: ProgramChanges): string[] {
  return [
    ...added.map((label) => `  + ${label}`),
    ...changed.map((label) => `  ~ ${label}`),
    ...removed.map((label) => `  - ${label}`),
  ];
}

export function formatKept(kept: readonly string[]): string[] {
  if (kept.length === 0) return [];
  return [`${formatCount(kept.length, 'document')} with errors stay as last published: ${kept.join(', ')}.`];
}

/** A report as `--json` prints it. */
export function toPrintedReport(report: PublishReport): Record<string, unknown> {
  const { outcome, version, documents, changes, kept, problems, refusal, unannotated, existing } = report;
  return {
    outcome,
    version,
    documents,
    changes,
    kept,
    problems: problems.map(toPrinted),
    ...(existing === undefined ? {} : { existing }),
    unannotated,
    ...(refusal === undefined
      ? {}
      : { refusal: { problem: refusal.message, vanished: refusal.vanished, remedy: refusal.remedy } }),
  };
}

/** Who edits a journey expects everybody to walk the new one, or fears it. */
function explainEdits(changed: readonly string[]): string[] {
  const [journey] = changed.flatMap((label) => /^journey\/(.+)$/.exec(label)?.[1] ?? []);
  if (journey === undefined) return [];
  return [
    `Where steps of a journey changed, those inside finish the version they entered, unless a stepMap moves them: \`percorso people ${journey}\`.`,
  ];
}
