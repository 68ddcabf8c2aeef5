/** How far a run is, and how many people it found. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { Run, RunStore, RunTotals } from '../../ports/run-store.ts';
import { addTotals } from '../../runs/add-totals.ts';
import { listRuns } from '../../runs/list-runs.ts';
import { nameCount } from '../../runs/name-count.ts';
import { listPages } from '../../runtime/list-pages.ts';

export interface RunProgress extends RunTotals {
  /** Segments of the scan that are finished. */
  readonly done: number;
  /** People in the audience, of a run that waits for approval. */
  readonly counted?: number;
}

export interface RunWithProgress {
  readonly run: Run;
  readonly progress: RunProgress;
}

/** The newest first, `limit` at most. `name`: of a campaign, `journey:<id>`, `backfill`, ... */
export async function inspectRuns(
  runs: Pick<RunStore, 'listRuns' | 'listSegments' | 'readRun'>,
  name: string,
  limit: number,
): Promise<readonly RunWithProgress[]> {
  const newest = await listRuns(runs, name, limit);
  return Promise.all(newest.map(async (run) => ({ run, progress: await readProgress(runs, run) })));
}

async function readProgress(
  runs: Pick<RunStore, 'listSegments' | 'readRun'>,
  run: Run,
): Promise<RunProgress> {
  // Checkpoints expire earlier than runs.
  if (run.totals !== undefined) return { ...run.totals, done: run.scanSegments };
  const segments = await listPages(
    (cursor) => runs.listSegments(run.name, run.run, cursor),
    (page) => page.segments,
  );
  const counted = run.pausedBy === 'approval' ? await readCount(runs, run) : undefined;
  return {
    ...addTotals(segments),
    done: segments.filter(({ isDone }) => isDone).length,
    ...omitAbsent({ counted }),
  };
}

/** People in the audience when it was counted, before consent, caps and suppression. */
export async function readCount(
  runs: Pick<RunStore, 'readRun'>,
  { name, run }: Run,
): Promise<number | undefined> {
  return (await runs.readRun(nameCount(name), run))?.totals?.targeted;
}
