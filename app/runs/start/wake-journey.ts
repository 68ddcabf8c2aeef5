/** Starts a run that wakes the people in a journey that resumes, ends or moves them: they need no event for it. */

import type { PublishedJourney } from '../../../engine/model/program-snapshot.ts';
import type { Run } from '../../ports/run-store.ts';
import type { Tick } from './start-scheduled.ts';

/** One run per change, identified by the time of its publication. */
export async function wakeJourney(
  { dependencies: { runs, scanSegments }, snapshot, plans, now }: Tick,
  { document, moves }: PublishedJourney,
): Promise<readonly Run[]> {
  const name = `wake:${document.id}`;
  const isClosed = document.status === 'paused' || document.status === 'draft';
  const hash = `${isClosed ? 'paused' : document.status}/${moves.at(-1)?.to ?? 0}`;
  const plan = plans.get(name);
  if (plan?.hash === hash) return [];
  const started: Run[] = [];
  // A journey that is new here has no one inside. In a paused journey no one moves.
  if (plan !== undefined && !isClosed) {
    const run: Run = {
      name,
      run: snapshot.publishedAt,
      task: { kind: 'wake' },
      audience: { kind: 'journey', journey: document.id },
      scanSegments,
      createdAt: now,
      programVersion: snapshot.version,
      status: 'running',
    };
    if (await runs.createRun(run)) started.push(run);
  }
  await runs.savePlan({ name: name, hash });
  return started;
}
