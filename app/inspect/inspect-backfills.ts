/** How far the backfills are, and which definitions existing profiles do not have yet. */
import {
  type HistoryNeed,
  listHistoryNeeds,
  listSegmentsInNeed,
} from '../../engine/config/snapshot/list-history-needs.ts';
import type { ProgramStore } from '../ports/program-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { segmentsRunName } from '../runs/run-origins.ts';
import { backfillRunName, listPendingTraits } from '../runs/start-backfill.ts';
import { inspectRuns, type RunWithProgress } from './campaigns/run-progress.ts';

export interface InspectedBackfills {
  /** The newest ones first. */
  readonly backfills: readonly RunWithProgress[];
  /** The newest run that evaluated new and changed segments after publishing; empty when there was none. */
  readonly evaluations: readonly RunWithProgress[];
  /** Ids of traits and `did` counters that are newer than their values in the profiles. */
  readonly pending: readonly string[];
  /** Segments that are incomplete until then. */
  readonly segments: readonly string[];
  /** What is pending, with the documents that read it. */
  readonly history: readonly HistoryNeed[];
}

const shownRuns = 5;

export async function inspectBackfills({
  programs,
  runs,
}: {
  readonly programs: ProgramStore;
  readonly runs: RunStore;
}): Promise<InspectedBackfills> {
  const snapshot = await loadPublished(programs);
  const [backfills, evaluations, pending] = await Promise.all([
    inspectRuns(runs, backfillRunName, shownRuns),
    inspectRuns(runs, segmentsRunName, 1),
    snapshot === undefined ? [] : listPendingTraits(runs, snapshot),
  ]);
  return {
    backfills,
    evaluations,
    pending,
    segments: snapshot === undefined ? [] : listSegmentsInNeed(snapshot, pending),
    history: snapshot === undefined ? [] : listHistoryNeeds(snapshot, pending),
  };
}
