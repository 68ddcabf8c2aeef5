/**
 * Starts what is due and sees to what is under way. Everything here may be repeated, by the next minute or by another
 * starter at once: a run is made by one conditional write, shards tell themselves how far they are.
 */
import type { WalkPlan, WalkRun } from '../../adapters/ports.ts';
import { segmentsSubject } from '../../adapters/walking/walk-subjects.ts';
import { listPages } from '../shared/list-pages.ts';
import { bringSegments } from './bring-segments.ts';
import type { StartDependencies } from './dependencies.ts';
import { noteDefinitions } from './note-definitions.ts';
import { listSchedules, startScheduled } from './start-scheduled.ts';
import { tendRun } from './tend-run.ts';
import { wakeJourney } from './wake-journey.ts';

export interface StartResult {
  readonly started: number;
  readonly active: number;
}

/** Some walks could not be seen to; the next minute tries again. */
export class StartIncompleteError extends Error {
  readonly code = 'start_incomplete';
  readonly subjects: readonly string[];
  constructor(subjects: readonly string[], cause: unknown) {
    super(`Walks were not seen to: ${subjects.join(', ')}. The next minute tries again.`, { cause });
    this.name = 'StartIncompleteError';
    this.subjects = subjects;
  }
}

/** `now` in epoch milliseconds. Throws StartIncompleteError after every walk had its turn. */
export async function startWalks(dependencies: StartDependencies, now: number): Promise<StartResult> {
  const { walks, telemetry } = dependencies;
  const failures: { readonly subject: string; readonly error: unknown }[] = [];
  const attempt = async (subject: string, work: () => Promise<readonly WalkRun[]>) => {
    try {
      return await work();
    } catch (error) {
      failures.push({ subject, error });
      telemetry.error('A walk was not seen to', error, { subject });
      return [];
    }
  };

  // 1. What is published, and what was remembered of it.
  const snapshot = await dependencies.snapshots.current();
  if (snapshot === undefined) return { started: 0, active: 0 };
  const plans = new Map<string, WalkPlan>();
  for (const plan of await listPages(
    (cursor) => walks.listPlans(cursor),
    ({ plans: page }) => page,
  )) {
    plans.set(plan.subject, plan);
  }

  // 2. Runs that are due.
  const started: WalkRun[] = [];
  const occasion = { dependencies, snapshot, plans, now };
  await attempt('definitions', async () => {
    await noteDefinitions(occasion);
    return [];
  });
  for (const schedule of listSchedules(snapshot)) {
    started.push(...(await attempt(schedule.subject, () => startScheduled(occasion, schedule))));
  }
  for (const journey of snapshot.journeys) {
    const { id } = journey.document;
    started.push(...(await attempt(`wake:${id}`, () => wakeJourney(occasion, journey))));
  }
  started.push(...(await attempt(segmentsSubject, () => bringSegments(occasion))));
  telemetry.count('WalksStarted', started.length);

  // 3. Runs under way; the index may not know those just made.
  const active = await listPages(
    (cursor) => walks.listActive(cursor),
    ({ runs }) => runs,
  );
  const isListed = (run: WalkRun) =>
    active.some((other) => other.subject === run.subject && other.run === run.run);
  const all = [...active, ...started.filter((run) => !isListed(run))];
  for (const run of all) {
    await attempt(run.subject, async () => {
      await tendRun(occasion, run);
      return [];
    });
  }
  if (failures.length > 0) {
    throw new StartIncompleteError([...new Set(failures.map(({ subject }) => subject))], failures[0]?.error);
  }
  return { started: started.length, active: all.length };
}
