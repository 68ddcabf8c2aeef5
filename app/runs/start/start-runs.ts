/**
 * Starts the due runs and advances the active ones. Every step may be repeated, by the next invocation or by a
 * concurrent one: one conditional write creates a run, and segments keep a checkpoint.
 */
import type { Run, RunPlan } from '../../ports/run-store.ts';
import { createAttempts } from '../../runtime/attempts.ts';
import { listPages } from '../../runtime/list-pages.ts';
import { segmentsRunName } from '../run-origins.ts';
import type { StartDependencies } from './dependencies.ts';
import { noteDefinitions } from './note-definitions.ts';
import { listSchedules, startScheduled } from './start-scheduled.ts';
import { startSegmentsRun } from './start-segments-run.ts';
import { tendRun } from './tend-run.ts';
import { wakeJourney } from './wake-journey.ts';

export interface StartResult {
  readonly started: number;
  readonly active: number;
}

/** Some runs failed; the next minute tries again. */
export class StartIncompleteError extends Error {
  readonly code = 'start_incomplete';
  readonly names: readonly string[];
  constructor(names: readonly string[], cause: unknown) {
    super(`Runs were not processed: ${names.join(', ')}. The next minute tries again.`, { cause });
    this.name = 'StartIncompleteError';
    this.names = names;
  }
}

/** `now` in epoch milliseconds. Throws StartIncompleteError after every run was tried. */
export async function startRuns(dependencies: StartDependencies, now: number): Promise<StartResult> {
  const { runs, telemetry } = dependencies;
  const { attempt, throwFailures } = createAttempts(telemetry, 'A run was not processed');

  // 1. Load the published program and the stored plans.
  const snapshot = await dependencies.snapshots.current();
  if (snapshot === undefined) return { started: 0, active: 0 };
  const plans = new Map<string, RunPlan>();
  for (const plan of await listPages(
    (cursor) => runs.listPlans(cursor),
    ({ plans: page }) => page,
  )) {
    plans.set(plan.name, plan);
  }

  // 2. Start the runs that are due.
  const started: Run[] = [];
  const tick = { dependencies, snapshot, plans, now };
  const start = async (name: string, work: () => Promise<readonly Run[]>) => {
    started.push(...((await attempt(name, work)) ?? []));
  };
  await attempt('definitions', () => noteDefinitions(tick));
  for (const schedule of listSchedules(snapshot)) {
    await start(schedule.name, () => startScheduled(tick, schedule));
  }
  for (const journey of snapshot.journeys) {
    await start(`wake:${journey.document.id}`, () => wakeJourney(tick, journey));
  }
  await start(segmentsRunName, () => startSegmentsRun(tick));
  telemetry.count('RunsStarted', started.length);

  // 3. Advance the active runs. The index may not have the new ones yet.
  const active = await listPages(
    (cursor) => runs.listActive(cursor),
    ({ runs }) => runs,
  );
  const isListed = (run: Run) => active.some((other) => other.name === run.name && other.run === run.run);
  const all = [...active, ...started.filter((run) => !isListed(run))];
  for (const run of all) await attempt(run.name, () => tendRun(tick, run));
  throwFailures((names, cause) => new StartIncompleteError(names, cause));
  return { started: started.length, active: all.length };
}
