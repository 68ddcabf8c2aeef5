/** Remembers which computed traits and counters are newer than what people's profiles hold of them: a backfill's work. */
import type { Run } from '../../ports/ports.ts';
import { definitionsPlanName, noteProgram, settleTraits } from '../pending-definitions.ts';
import type { Tick } from './start-scheduled.ts';

export async function noteDefinitions({ dependencies, snapshot, plans }: Tick): Promise<void> {
  const { memory } = dependencies;
  if (memory.noted === snapshot.hash) return;
  const plan = plans.get(definitionsPlanName);
  const noted = noteProgram(plan, snapshot);
  if (noted !== plan) {
    await dependencies.runs.savePlan(noted);
    // A backfill that ends in this same look settles this, not what was there before.
    plans.set(definitionsPlanName, noted);
  }
  memory.noted = snapshot.hash;
}

/** What a finished backfill has brought is pending no more, unless it was changed again meanwhile. */
export async function settleDefinitions({ dependencies, plans }: Tick, run: Run): Promise<void> {
  const plan = plans.get(definitionsPlanName);
  if (run.task.kind !== 'backfill' || plan === undefined) return;
  const settled = settleTraits(plan, run.task.traits, run.createdAt);
  if (settled === plan) return;
  await dependencies.runs.savePlan(settled);
  plans.set(definitionsPlanName, settled);
}
