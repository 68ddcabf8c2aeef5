/** New and changed segments are evaluated for the people who are already there, once per publication. */
import type { WalkRun } from '../../adapters/ports.ts';
import { segmentsSubject } from '../../adapters/walking/walk-subjects.ts';
import type { Occasion } from './start-scheduled.ts';

/**
 * One walk for the newest definition among the segments; whom it changes nothing for is read, not visited. A walk for an
 * earlier publication that is still under way goes on: it finds fewer and fewer people who are behind.
 */
export async function bringSegments({
  dependencies: { walks, shards },
  snapshot,
  plans,
  now,
}: Occasion): Promise<readonly WalkRun[]> {
  const since = Object.values(snapshot.segmentsSince ?? {}).reduce(
    (newest, version) => Math.max(newest, version),
    0,
  );
  const plan = plans.get(segmentsSubject);
  if (since <= Number(plan?.hash ?? 0)) return [];
  const run: WalkRun = {
    subject: segmentsSubject,
    run: snapshot.publishedAt,
    visit: { kind: 'wake' },
    audience: { kind: 'definitions', since },
    shards,
    createdAt: now,
    programVersion: snapshot.version,
    status: 'running',
  };
  const started = (await walks.createRun(run)) ? [run] : [];
  // After the run: a crash in between finds it made.
  await walks.savePlan({ subject: segmentsSubject, hash: `${since}` });
  return started;
}
