/** The largest campaign that is planned, by the people whom its newest run found. */
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { readCount } from '../inspect/campaigns/run-progress.ts';
import { listScheduled } from '../inspect/campaigns/scheduled.ts';
import type { RunStore } from '../ports/run-store.ts';
import { listRuns } from '../runs/list-runs.ts';
import { mapBounded } from '../runtime/run-bounded.ts';
import type { PlannedSend } from './check-account.ts';

/** Campaigns that are read at the same time. */
const concurrency = 20;

/** Undefined when no live campaign has been counted yet. Reads a page of runs per campaign, and no profile. */
export async function findPlannedSend(
  program: ProgramSnapshot | undefined,
  runs: Pick<RunStore, 'listRuns' | 'readRun'>,
): Promise<PlannedSend | undefined> {
  const live = listScheduled(program).filter(({ status }) => status === 'live');
  const counted = await mapBounded(live, concurrency, async ({ id }) => {
    const [newest] = await listRuns(runs, id, 1);
    const people =
      newest?.totals?.targeted ?? (newest === undefined ? undefined : await readCount(runs, newest));
    return { campaign: id, recipients: people ?? 0 };
  });
  const largest = counted.toSorted((left, right) => right.recipients - left.recipients)[0];
  return largest === undefined || largest.recipients === 0 ? undefined : largest;
}
