/** Stores which computed traits and counters are newer than their values in the profiles: a backfill counts them. */
import type { Run } from '../../ports/run-store.ts';
import { definitionsPlanName, noteProgram, settleTraits } from '../pending-definitions.ts';
import type { Tick } from './start-scheduled.ts';

export async function noteDefinitions({ dependencies, snapshot, plans }: Tick): Promise<void> {
  const { memory } = dependencies;
  if (memory.noted === snapshot.hash) return;
  const plan = plans.get(definitionsPlanName);
  const noted = noteProgram(plan, snapshot);
  if (noted !== plan) {
    await dependencies.runs.savePlan(noted);
    // A backfill that ends in this same invocation settles this plan, not the one before.
    plans.set(definitionsPlanName, noted);
  }
  memory.noted = snapshot.hash;
}

/** Definitions that a finished backfill has counted are no longer pending, unless they changed meanwhile. */
export async function settleDefinitions({ dependencies, plans }: Tick, run: Run): Promise<void> {
  const plan = plans.get(definitionsPlanName);
  if (run.task.kind !== 'backfill' || plan === undefined) return;
  const settled = settleTraits(plan, run.task.traits, run.createdAt);
  if (settled === plan) return;
  await dependencies.runs.savePlan(settled);
  plans.set(definitionsPlanName, settled);
}
