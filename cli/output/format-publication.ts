/** Formats what `publish` did or would do, with the people whom it affects. */
import type { ReachAnswer } from '../../app/inspect/reach/count-published-reach.ts';
import type { PublicationPreview, PublishedDocuments } from '../../app/publish/publish-documents.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { explainFailure } from '../terminal/explain-failure.ts';
import { formatProblems, toPrinted } from './format-problems.ts';
import { formatReach, toPrintedReach } from './format-reach.ts';
import {
  formatBlockUsers,
  formatChanges,
  formatPublishReport,
  isBadReport,
  toPrintedReport,
} from './format-report.ts';
import { formatCount } from './format-table.ts';

/** `endpoint`: where the people were read; undefined for AWS. */
export function formatPublication(
  { report, reach }: PublishedDocuments,
  endpoint: string | undefined,
): CommandResult {
  const { moved, left } = report;
  const counted = formatReachAnswer(reach, endpoint);
  return {
    exitCode: isBadReport(report) || left.length > 0 ? 1 : 0,
    json: { ...toPrintedReport(report), moved, left, ...counted.json },
    lines: [
      ...formatPublishReport(report),
      ...formatBlockUsers(report, moved),
      ...counted.lines,
      ...(left.length === 0
        ? []
        : [`${formatCount(left.length, 'staged document')} still staged: ${left.join(', ')}.`]),
    ],
  };
}

export function formatPublicationPreview(
  { plan, report, version, isNothing, staged, reach }: PublicationPreview,
  endpoint: string | undefined,
): CommandResult {
  const { changes, refusal } = plan;
  const counted = formatReachAnswer(reach, endpoint);
  return {
    exitCode: isBadReport(report) ? 1 : 0,
    json: { ...toPrintedReport(report), dryRun: true, staged, ...counted.json },
    lines: [
      ...formatProblems(plan.problems.map(toPrinted)),
      ...(refusal === undefined ? [] : [`It would be refused: ${refusal.message}`, refusal.remedy]),
      isNothing ? 'Nothing would change.' : `Version ${version} would change:`,
      ...formatChanges(changes),
      ...formatBlockUsers(report, staged),
      ...counted.lines,
      'Nothing was published.',
    ],
  };
}

/** `json`: the field `reach`, if there is an answer. */
export function formatReachAnswer(
  answer: ReachAnswer | undefined,
  endpoint: string | undefined,
): { readonly json: { readonly reach?: object }; readonly lines: readonly string[] } {
  if (answer === undefined) return { json: {}, lines: [] };
  if (answer.outcome === 'counted')
    return { json: { reach: toPrintedReach(answer.counted) }, lines: formatReach(answer.counted) };
  const { problem } = explainFailure(answer.failure, endpoint);
  return { json: { reach: { problem } }, lines: [`The affected people were not counted. ${problem}`] };
}
