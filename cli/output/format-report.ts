/** Formats what publishing did or would do. */

import type { PublishReport } from '../../app/publish/publish-program.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Problem } from '../../engine/config/problems/problem.ts';
import type { ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import { describeExisting } from './describe-history.ts';
import { formatProblems, toPrinted } from './format-problems.ts';
import { formatCount } from './format-table.ts';

/** `pushed`: labels of the documents that this command wrote; other documents of the table may have errors too. */
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
    ...formatBlockUsers(report, pushed ?? []),
    ...formatKept(kept, problems),
    ...unannotated.map(
      ({ document, reason }) => `The problems of ${document} could not be written to its item: ${reason}`,
    ),
    ...explainOthers(report, pushed),
  ];
}

/** Whether a command that published exits with 1. Errors in documents that it did not write are ignored. */
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
  return [
    'The errors above are in other documents of the table; the documents that this command pushed are published.',
  ];
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

/** Which templates the published blocks are part of: these have other content now. */
export function formatBlockUsers({ blockUsers = {} }: PublishReport, labels: readonly string[]): string[] {
  return labels.flatMap((label) => {
    const users = blockUsers[label];
    if (users === undefined) return [];
    return [users.length === 0 ? `No template uses ${label}.` : `${label} is part of ${users.join(', ')}.`];
  });
}

/** A last version that is paused is not kept as it was: its problem says so. */
export function formatKept(all: readonly string[], problems: readonly Problem[]): string[] {
  const paused = new Set(
    problems.filter(({ code }) => code === 'last_version_paused').map(({ document }) => document),
  );
  const kept = all.filter((label) => !paused.has(label));
  if (kept.length === 0) return [];
  return [
    `${formatCount(kept.length, 'document')} with errors keep their last published version: ${kept.join(', ')}.`,
  ];
}

/** A report as `--json` prints it. */
export function toPrintedReport(report: PublishReport): Record<string, unknown> {
  const { outcome, version, documents, changes, kept, problems, refusal, unannotated, existing, blockUsers } =
    report;
  return {
    outcome,
    version,
    documents,
    changes,
    kept,
    problems: problems.map(toPrinted),
    ...omitAbsent({ existing, blockUsers }),
    unannotated,
    ...omitAbsent({
      refusal:
        refusal === undefined
          ? undefined
          : { problem: refusal.message, removed: refusal.removed, remedy: refusal.remedy },
    }),
  };
}

/** After editing a journey, an author needs to know which people use the new version. */
function explainEdits(changed: readonly string[]): string[] {
  const [journey] = changed.flatMap((label) => /^journey\/(.+)$/.exec(label)?.[1] ?? []);
  if (journey === undefined) return [];
  return [
    `If steps of a journey changed, people inside finish the version they entered, unless a stepMap moves them: \`percorso people ${journey}\`.`,
  ];
}
