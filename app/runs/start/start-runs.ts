/**
 * Starts the due runs and advances the active ones. Every step may be repeated, by the next invocation or by a
 * concurrent one: one conditional write creates a run, and segments keep a checkpoint.
 */
import type { Run, RunPlan } from '../../ports/run-store.ts';
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
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  const attempt = async (name: string, work: () => Promise<readonly Run[]>) => {
    try {
      return await work();
    } catch (error) {
      failures.push({ name, error });
      telemetry.error('A run was not processed', error, { name });
      return [];
    }
  };

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
  await attempt('definitions', async () => {
    await noteDefinitions(tick);
    return [];
  });
  for (const schedule of listSchedules(snapshot)) {
    started.push(...(await attempt(schedule.name, () => startScheduled(tick, schedule))));
  }
  for (const journey of snapshot.journeys) {
    const { id } = journey.document;
    started.push(...(await attempt(`wake:${id}`, () => wakeJourney(tick, journey))));
  }
  started.push(...(await attempt(segmentsRunName, () => startSegmentsRun(tick))));
  telemetry.count('RunsStarted', started.length);

  // 3. Advance the active runs. The index may not have the new ones yet.
  const active = await listPages(
    (cursor) => runs.listActive(cursor),
    ({ runs }) => runs,
  );
  const isListed = (run: Run) => active.some((other) => other.name === run.name && other.run === run.run);
  const all = [...active, ...started.filter((run) => !isListed(run))];
  for (const run of all) {
    await attempt(run.name, async () => {
      await tendRun(tick, run);
      return [];
    });
  }
  if (failures.length > 0) {
    throw new StartIncompleteError([...new Set(failures.map(({ name }) => name))], failures[0]?.error);
  }
  return { started: started.length, active: all.length };
}
