/** `percorso publish` and `percorso discard`: publishes or removes staged documents. */

import { listDocuments } from '../../../app/publish/plan-program.ts';
import { describePlan } from '../../../app/publish/publish-program.ts';
import {
  labelOf,
  planStaged,
  publishStaged,
  type StagedPlan,
  type StagingPorts,
} from '../../../app/publish/staging.ts';
import { warnOfTimes } from '../../../engine/config/check/warn-times.ts';
import { makeSnapshot } from '../../../engine/config/snapshot/make-snapshot.ts';
import { formatProblems, toPrinted } from '../../output/format-problems.ts';
import {
  formatChanges,
  formatPublishReport,
  isBadReport,
  toPrintedReport,
} from '../../output/format-report.ts';
import { formatCount } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { type ReachOptions, reportPublishedReach, reportReach } from './report-reach.ts';

export interface PublishCommandOptions extends ReachOptions {
  readonly allowShrink: boolean;
  /** Report what would be published, and publish nothing. */
  readonly dryRun?: boolean;
}

/** `labels`: staged documents to publish (`campaign/spring`); all when empty. Throws UsageError for one not staged. */
export async function publishDocuments(
  labels: readonly string[],
  ports: StagingPorts,
  options: PublishCommandOptions,
): Promise<CommandResult> {
  await requireStaged(labels, ports);
  const plan = await planStaged(ports, {
    allowShrink: options.allowShrink,
    ...(labels.length === 0 ? {} : { labels }),
  });
  if (options.dryRun === true) return describeDryRun(plan, options);
  const published = await publishStaged(ports, plan, options);
  const { moved, left } = published;
  const changed = plan.plan.validation.documents.filter(({ label }) => moved.includes(label));
  const report = { ...published, problems: [...published.problems, ...warnOfTimes(changed, options.now)] };
  const reach = await reportPublishedReach(report, ports.programs, options);
  return {
    exitCode: isBadReport(report) || left.length > 0 ? 1 : 0,
    json: { ...toPrintedReport(report), moved, left, ...(reach === undefined ? {} : { reach: reach.json }) },
    lines: [
      ...formatPublishReport(report),
      ...(reach?.lines ?? []),
      ...(left.length === 0
        ? []
        : [`${formatCount(left.length, 'staged document')} still staged: ${left.join(', ')}.`]),
    ],
  };
}

async function describeDryRun(
  { chosen, plan }: StagedPlan,
  { reach, now }: PublishCommandOptions,
): Promise<CommandResult> {
  const { previous, changes, content, hash } = plan;
  const version = (previous?.version ?? 0) + 1;
  const report = describePlan(plan, {
    outcome: plan.refusal === undefined ? 'unchanged' : 'refused',
    version: previous?.version ?? 0,
    unannotated: [],
  });
  const labels = [...changes.added, ...changes.changed];
  const snapshot = makeSnapshot(content, { version, hash, publishedAt: now }, previous);
  const counted = await reportReach(labels, snapshot, { reach, now });
  const isNothing = hash === previous?.hash || (previous === undefined && labels.length === 0);
  return {
    exitCode: isBadReport(report) ? 1 : 0,
    json: {
      ...toPrintedReport(report),
      dryRun: true,
      staged: chosen.map(labelOf),
      ...(counted === undefined ? {} : { reach: counted.json }),
    },
    lines: [
      ...formatProblems(plan.problems.map(toPrinted)),
      ...(plan.refusal === undefined
        ? []
        : [`It would be refused: ${plan.refusal.message}`, plan.refusal.remedy]),
      isNothing ? 'Nothing would change.' : `Version ${version} would change:`,
      ...formatChanges(changes),
      ...(counted?.lines ?? []),
      'Nothing was published.',
    ],
  };
}

/** Throws UsageError for one that is not staged. */
export async function discardDocuments(
  labels: readonly string[],
  ports: StagingPorts,
): Promise<CommandResult> {
  await requireStaged(labels, ports);
  for (const document of await listDocuments(ports.staged)) {
    if (labels.includes(labelOf(document))) await ports.staged.remove(document.kind, document.id);
  }
  return {
    exitCode: 0,
    json: { discarded: labels },
    lines: [`Discarded ${formatCount(labels.length, 'staged document')}; published documents are unchanged.`],
  };
}

async function requireStaged(labels: readonly string[], { staged }: StagingPorts): Promise<void> {
  if (labels.length === 0) return;
  const known = (await listDocuments(staged)).map(labelOf);
  const unknown = labels.filter((label) => !known.includes(label));
  if (unknown.length === 0) return;
  const choices = known.length === 0 ? 'Nothing is staged.' : `Staged: ${known.join(', ')}.`;
  throw new UsageError(`Not staged: ${unknown.join(', ')}.`, `${choices} Name documents as kind/id.`);
}
