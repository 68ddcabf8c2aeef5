/** `percorso status`: what is in force, what would change, what is wrong. Writes nothing. */

import { type HeldRunStore, listHeldRuns } from '../../../app/inspect/campaigns/held-runs.ts';
import type { RunStore } from '../../../app/ports/ports.ts';
import { listDocuments } from '../../../app/publish/plan-program.ts';
import { labelOf, planStaged, type StagingPorts } from '../../../app/publish/staging.ts';
import { listPendingTraits } from '../../../app/runs/start-backfill.ts';
import { readDocument } from '../../../engine/config/read/read-document.ts';
import { listHistoryNeeds } from '../../../engine/config/snapshot/list-history-needs.ts';
import type { SnapshotContent } from '../../../engine/config/snapshot/program-members.ts';
import type { DocumentKind } from '../../../engine/model/documents/documents.ts';
import { describeHistory } from '../../output/describe-history.ts';
import { describePauses, describePending } from '../../output/describe-pause.ts';
import { describeHeldRun, heldRunToJson } from '../../output/describe-run.ts';
import { formatProblems, toPrinted } from '../../output/format-problems.ts';
import { formatChanges, formatKept } from '../../output/format-report.ts';
import { formatCount, formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** `walks`: to report held runs and what has not reached the people who are already there; absent where the table alone is known. */
export async function showStatus(
  ports: StagingPorts,
  runs?: Pick<RunStore, 'listPlans'> & HeldRunStore,
): Promise<CommandResult> {
  const { chosen, plan } = await planStaged(ports, { allowShrink: false });
  const { previous, changes, kept, problems, refusal } = plan;
  const staged = chosen.map(labelOf);
  const stored = await listDocuments(ports.documents);
  const pending = previous === undefined || runs === undefined ? [] : await listPendingTraits(runs, previous);
  const held = previous === undefined || runs === undefined ? [] : await listHeldRuns(runs, previous);
  const records = (await ports.pauses?.list()) ?? [];
  const history = previous === undefined ? [] : listHistoryNeeds(previous, pending);
  const byStatus = countBy(
    stored.map(
      ({ kind, id, document }) => readDocument({ key: { kind, id }, document }).status ?? 'unreadable',
    ),
  );
  const published =
    previous === undefined
      ? undefined
      : { version: previous.version, at: new Date(previous.publishedAt).toISOString(), hash: previous.hash };
  const isPending = changes.added.length + changes.changed.length + changes.removed.length > 0;
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  return {
    exitCode: hasErrors || refusal !== undefined ? 1 : 0,
    json: {
      published: published ?? null,
      documents: byStatus,
      staged,
      pending: changes,
      history,
      heldRuns: held.map(heldRunToJson),
      pauses: records,
      kept,
      problems: problems.map(toPrinted),
      ...(refusal === undefined ? {} : { refusal: { problem: refusal.message, remedy: refusal.remedy } }),
    },
    lines: [
      published === undefined
        ? 'Nothing is published yet.'
        : `In force: version ${published.version}, published ${published.at.slice(0, 19).replace('T', ' ')} UTC.`,
      ...(previous === undefined ? [] : countContent(previous)),
      describeTable(stored.length, byStatus, staged.length > 0),
      ...(staged.length === 0
        ? []
        : [`Staged, not in force: ${formatCount(staged.length, 'document')}: ${staged.join(', ')}.`]),
      ...(isPending
        ? ['Publishing would change:', ...formatChanges(changes)]
        : ['Nothing waits to be published.']),
      ...(refusal === undefined ? [] : [`Publishing would be refused: ${refusal.message}`, refusal.remedy]),
      ...formatKept(kept),
      ...held.map(describeHeldRun),
      ...describePauses(previous?.pauses),
      ...describePending(records, previous?.pauses),
      ...describeHistory(history),
      ...(problems.length === 0 ? [] : ['', ...formatProblems(problems.map(toPrinted))]),
    ],
  };
}

/** What is in force, by kind. */
function countContent(content: SnapshotContent): string[] {
  const { journeys, campaigns, rules, segments, traits, templates, policy } = content;
  // By type, so that no kind is left out.
  const counts: Record<DocumentKind, readonly [name: string, what: string]> = {
    journey: ['journeys', `${journeys.length}`],
    campaign: ['campaigns', `${campaigns.length}`],
    rule: ['rules', `${rules.length}`],
    segment: ['segments', `${segments.length}`],
    trait: ['traits', `${traits.length}`],
    template: ['templates', `${templates.length}`],
    policy: ['policy', policy.id],
  };
  return formatTable(Object.values(counts), '  ');
}

/** Staged documents are not counted. */
function describeTable(
  count: number,
  byStatus: Readonly<Record<string, number>>,
  hasStaged: boolean,
): string {
  if (count === 0)
    return `No document is in force.${hasStaged ? '' : ' `percorso push FILES` stages documents.'}`;
  const words = Object.entries(byStatus).map(([status, documents]) => `${documents} ${status}`);
  return `In the table: ${formatCount(count, 'document')} (${words.join(', ')}).`;
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
