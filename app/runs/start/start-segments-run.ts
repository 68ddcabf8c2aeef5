/** Starts one run per publication that evaluates new and changed segments for existing profiles. */
import type { Run } from '../../ports/run-store.ts';
import { segmentsRunName } from '../run-origins.ts';
import type { Tick } from './start-scheduled.ts';

/**
 * One run for the newest definition among the segments. A person for whom nothing changes is read and gets no task. An
 * active run for an earlier publication continues: it finds fewer and fewer people who are behind.
 */
export async function startSegmentsRun({
  dependencies: { runs, scanSegments },
  snapshot,
  plans,
  now,
}: Tick): Promise<readonly Run[]> {
  const since = Object.values(snapshot.segmentsSince ?? {}).reduce(
    (newest, version) => Math.max(newest, version),
    0,
  );
  const plan = plans.get(segmentsRunName);
  if (since <= Number(plan?.hash ?? 0)) return [];
  const run: Run = {
    name: segmentsRunName,
    run: snapshot.publishedAt,
    task: { kind: 'wake' },
    audience: { kind: 'definitions', since },
    scanSegments,
    createdAt: now,
    programVersion: snapshot.version,
    status: 'running',
  };
  const started = (await runs.createRun(run)) ? [run] : [];
  // Saved after the run: after a crash in between the run exists.
  await runs.savePlan({ name: segmentsRunName, hash: `${since}` });
  return started;
}
