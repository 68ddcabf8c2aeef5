/** A journey that goes on, ends or moves people: those who stand in it are looked at, rather than at their next event. */
import type { WalkRun } from '../../adapters/ports.ts';
import type { PublishedJourney } from '../../engine/journeys/compiled-journey.ts';
import type { Occasion } from './start-scheduled.ts';

/** One walk per change, named by the moment at which it was published. */
export async function wakeJourney(
  { dependencies: { walks, shards }, snapshot, plans, now }: Occasion,
  { document, moves }: PublishedJourney,
): Promise<readonly WalkRun[]> {
  const subject = `wake:${document.id}`;
  const isClosed = document.status === 'paused' || document.status === 'draft';
  const hash = `${isClosed ? 'paused' : document.status}/${moves.at(-1)?.to ?? 0}`;
  const plan = plans.get(subject);
  if (plan?.hash === hash) return [];
  const started: WalkRun[] = [];
  // Met for the first time it has nobody inside; paused, nobody moves.
  if (plan !== undefined && !isClosed) {
    const run: WalkRun = {
      subject,
      run: snapshot.publishedAt,
      visit: { kind: 'wake' },
      audience: { kind: 'journey', journey: document.id },
      shards,
      createdAt: now,
      programVersion: snapshot.version,
      status: 'running',
    };
    if (await walks.createRun(run)) started.push(run);
  }
  await walks.savePlan({ subject, hash });
  return started;
}
