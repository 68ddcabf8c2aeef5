/** Reads the runs of one name. */
import type { Run, RunStore } from '../ports/run-store.ts';
import { listPages } from '../runtime/list-pages.ts';

/** The newest first, `limit` at most. `name`: of a campaign, `journey:<id>`, `backfill`, ... */
export function listRuns(runs: Pick<RunStore, 'listRuns'>, name: string, limit: number): Promise<Run[]> {
  return listPages(
    (cursor) => runs.listRuns(name, cursor),
    (page) => page.runs,
    limit,
  );
}
