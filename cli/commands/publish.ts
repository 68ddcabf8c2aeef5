/** `percorso publish` and `percorso discard`: what becomes of staged documents. */
import { listDocuments } from '../../adapters/publishing/plan-program.ts';
import { labelOf, planStaged, publishStaged, type StagingPorts } from '../../adapters/publishing/staging.ts';
import { warnOfTimes } from '../../engine/config/warn-times.ts';
import { type CommandResult, UsageError } from '../command-result.ts';
import { formatPublishReport, isBadReport, toPrintedReport } from '../output/format-report.ts';
import { formatCount } from '../output/format-table.ts';

export interface PublishCommandOptions {
  /** Epoch ms. */
  readonly now: number;
  readonly allowShrink: boolean;
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
  const published = await publishStaged(ports, plan, options);
  const { moved, left } = published;
  const changed = plan.plan.judgement.documents.filter(({ label }) => moved.includes(label));
  const report = { ...published, problems: [...published.problems, ...warnOfTimes(changed, options.now)] };
  return {
    exitCode: isBadReport(report) || left.length > 0 ? 1 : 0,
    json: { ...toPrintedReport(report), moved, left },
    lines: [
      ...formatPublishReport(report),
      ...(left.length === 0
        ? []
        : [`${formatCount(left.length, 'staged document')} stayed staged: ${left.join(', ')}.`]),
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
    lines: [`Discarded ${formatCount(labels.length, 'staged document')}; what is in force stays.`],
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
