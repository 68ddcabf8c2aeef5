/** Remembers which computed traits and counters are newer than what people's profiles hold of them: a backfill's work. */
import type { WalkPlan, WalkRun } from '../../adapters/ports.ts';
import { definitionsSubject } from '../../adapters/walking/start-backfill.ts';
import { compileProgram } from '../../engine/compile-program.ts';
import type { TraitDocument } from '../../engine/documents.ts';
import { hashText } from '../../engine/hash.ts';
import type { Occasion } from './start-scheduled.ts';

/** The first program finds nobody there: nothing of it is pending. */
export async function noteDefinitions({ dependencies, snapshot, plans, now }: Occasion): Promise<void> {
  const { memory } = dependencies;
  if (memory.noted === snapshot.hash) return;
  const plan = plans.get(definitionsSubject);
  const definitions = hashDefinitions(compileProgram(snapshot).traits);
  const hash = hashText(JSON.stringify(definitions));
  if (plan?.hash !== hash) {
    const before = plan?.definitions ?? definitions;
    const changed = Object.keys(definitions).filter((id) => before[id] !== definitions[id]);
    const still = Object.entries(plan?.pending ?? {}).filter(([id]) => id in definitions);
    const pending = { ...Object.fromEntries(still), ...Object.fromEntries(changed.map((id) => [id, now])) };
    await dependencies.walks.savePlan({ subject: definitionsSubject, hash, definitions, pending });
  }
  memory.noted = snapshot.hash;
}

/** What a finished backfill has brought is pending no more, unless it was changed again meanwhile. */
export async function settleDefinitions({ dependencies, plans }: Occasion, run: WalkRun): Promise<void> {
  const plan = plans.get(definitionsSubject);
  if (run.visit.kind !== 'backfill' || plan?.pending === undefined) return;
  const { traits } = run.visit;
  const left = Object.entries(plan.pending).filter(([id, at]) => !traits.includes(id) || at > run.createdAt);
  if (left.length === Object.keys(plan.pending).length) return;
  const settled: WalkPlan = { ...plan, pending: Object.fromEntries(left) };
  await dependencies.walks.savePlan(settled);
}

function hashDefinitions(
  traits: ReadonlyMap<string, { readonly document: TraitDocument }>,
): Record<string, string> {
  const entries = [...traits].map(([id, { document }]) => {
    // What does not change the numbers does not count.
    const { status: _status, name: _name, ...definition } = document;
    return [id, hashText(JSON.stringify(definition))] as const;
  });
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
