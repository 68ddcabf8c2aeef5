/** What is published, what publishing would change, and what is wrong. Writes nothing. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readDocument } from '../../engine/config/read/read-document.ts';
import { type HistoryNeed, listHistoryNeeds } from '../../engine/config/snapshot/list-history-needs.ts';
import type { PauseRecord } from '../ports/pause-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { listDocuments, type ProgramPlan } from '../publish/plan-program.ts';
import { labelOf, planStaged, type StagingPorts } from '../publish/staging.ts';
import { listPendingTraits } from '../runs/start-backfill.ts';
import { type HeldRun, type HeldRunStore, listHeldRuns } from './campaigns/held-runs.ts';

export interface StageStatus
  extends Pick<ProgramPlan, 'previous' | 'changes' | 'kept' | 'problems' | 'refusal'> {
  /** Labels of staged documents. */
  readonly staged: readonly string[];
  /** Documents in the table; staged ones are not counted. */
  readonly documents: number;
  /** Status → documents. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly heldRuns: readonly HeldRun[];
  /** Pauses and resumes of operators. */
  readonly pauses: readonly PauseRecord[];
  /** What is counted only from its publication on. */
  readonly history: readonly HistoryNeed[];
}

export type StatusRuns = Pick<RunStore, 'listPlans'> & HeldRunStore;

/** Without `runs`, held runs and definitions that still need a backfill are not known. */
export async function readStatus(ports: StagingPorts, runs?: StatusRuns): Promise<StageStatus> {
  const { chosen, plan } = await planStaged(ports, { allowShrink: false });
  const { previous, changes, kept, problems, refusal } = plan;
  const stored = await listDocuments(ports.documents);
  const isCounted = previous !== undefined && runs !== undefined;
  const pending = isCounted ? await listPendingTraits(runs, previous) : [];
  return {
    ...omitAbsent({ previous }),
    changes,
    kept,
    problems,
    ...omitAbsent({ refusal }),
    staged: chosen.map(labelOf),
    documents: stored.length,
    byStatus: countBy(
      stored.map(
        ({ kind, id, document }) => readDocument({ key: { kind, id }, document }).status ?? 'unreadable',
      ),
    ),
    heldRuns: isCounted ? await listHeldRuns(runs, previous) : [],
    pauses: (await ports.pauses?.list()) ?? [],
    history: previous === undefined ? [] : listHistoryNeeds(previous, pending),
  };
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
