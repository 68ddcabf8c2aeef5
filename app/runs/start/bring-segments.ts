/** New and changed segments are evaluated for the people who are already there, once per publication. */
import type { Run } from '../../ports/ports.ts';
import { segmentsSubject } from '../run-origins.ts';
import type { Occasion } from './start-scheduled.ts';

/**
 * One walk for the newest definition among the segments; whom it changes nothing for is read, not visited. A walk for an
 * earlier publication that is still under way goes on: it finds fewer and fewer people who are behind.
 */
export async function bringSegments({
  dependencies: { runs, shards: scanSegments },
  snapshot,
  plans,
  now,
}: Occasion): Promise<readonly Run[]> {
  const since = Object.values(snapshot.segmentsSince ?? {}).reduce(
    (newest, version) => Math.max(newest, version),
    0,
  );
  const plan = plans.get(segmentsSubject);
  if (since <= Number(plan?.hash ?? 0)) return [];
  const run: Run = {
    name: segmentsSubject,
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
  await runs.savePlan({ name: segmentsSubject, hash: `${since}` });
  return started;
}
