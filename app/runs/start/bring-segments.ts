/** New and changed segments are evaluated for the people who are already there, once per publication. */
import type { Run } from '../../ports/ports.ts';
import { segmentsRunName } from '../run-origins.ts';
import type { Tick } from './start-scheduled.ts';

/**
 * One run for the newest definition among the segments; whom it changes nothing for is read and gets no task. A run for an
 * earlier publication that is still under way goes on: it finds fewer and fewer people who are behind.
 */
export async function bringSegments({
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
  // After the run: a crash in between finds it made.
  await runs.savePlan({ name: segmentsRunName, hash: `${since}` });
  return started;
}
