/** Reads the runs of one name. */
import type { Run, RunStore } from '../ports/run-store.ts';

/** The newest first, `limit` at most. `name`: of a campaign, `journey:<id>`, `backfill`, ... */
export async function listRuns(
  runs: Pick<RunStore, 'listRuns'>,
  name: string,
  limit: number,
): Promise<Run[]> {
  const found: Run[] = [];
  let cursor: string | undefined;
  do {
    const page = await runs.listRuns(name, cursor);
    found.push(...page.runs);
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < limit);
  return found.slice(0, limit);
}
