/** Which computed traits and `did` counters are newer than what people's profiles hold of them. Pure. */

import { hashText } from '../../engine/base/hash.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { RunPlan } from '../ports/ports.ts';

/** Plan under which start-runs remembers what they were, and which are still to be made anew. */
export const definitionsPlanName = 'definitions';

/**
 * The plan as this program leaves it; the same object when nothing changed. People may be there before the first
 * program is: all of it is pending.
 */
export function noteProgram(plan: RunPlan | undefined, snapshot: ProgramSnapshot): RunPlan {
  const definitions = hashDefinitions(snapshot);
  const hash = hashText(JSON.stringify(definitions));
  if (plan?.hash === hash) return plan;
  const before = plan?.definitions ?? {};
  const changed = Object.keys(definitions).filter((id) => before[id] !== definitions[id]);
  const still = Object.entries(plan?.pending ?? {}).filter(([id]) => id in definitions);
  const pending = {
    ...Object.fromEntries(still),
    ...Object.fromEntries(changed.map((id) => [id, snapshot.publishedAt])),
  };
  return { name: definitionsPlanName, hash, definitions, pending };
}

/** The plan after a backfill that was begun at a moment (epoch ms): what was published since stays pending. */
export function settleTraits(plan: RunPlan, traits: readonly string[], begunAt: number): RunPlan {
  const pending = Object.entries(plan.pending ?? {});
  const left = pending.filter(([id, at]) => !traits.includes(id) || at >= begunAt);
  return left.length === pending.length ? plan : { ...plan, pending: Object.fromEntries(left) };
}

/** Ids of the traits and counters that this program counts and the one before did not, or otherwise. */
export function listNewDefinitions(
  previous: ProgramSnapshot | undefined,
  next: ProgramSnapshot,
): readonly string[] {
  const before = previous === undefined ? {} : hashDefinitions(previous);
  return Object.entries(hashDefinitions(next)).flatMap(([id, hash]) => (before[id] === hash ? [] : [id]));
}

function hashDefinitions(snapshot: ProgramSnapshot): Record<string, string> {
  const entries = [...compileProgram(snapshot).traits].map(([id, { document }]) => {
    // What does not change the numbers does not count.
    const { status: _status, name: _name, ...definition } = document;
    return [id, hashText(JSON.stringify(definition))] as const;
  });
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
