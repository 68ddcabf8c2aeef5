/** Which computed traits and `did` counters are newer than their values in the profiles. Pure. */

import { hashText } from '../../engine/base/hash.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { RunPlan } from '../ports/run-store.ts';

/** The plan in which start-runs stores their hashes, and which of them a backfill must still count again. */
export const definitionsPlanName = 'definitions';

/**
 * The plan after this program; the same object when nothing changed. Profiles may exist before the first program: then
 * all its definitions are pending.
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

/** The plan after a backfill that began at a time (epoch ms): definitions published since then stay pending. */
export function settleTraits(plan: RunPlan, traits: readonly string[], begunAt: number): RunPlan {
  const pending = Object.entries(plan.pending ?? {});
  const left = pending.filter(([id, at]) => !traits.includes(id) || at >= begunAt);
  return left.length === pending.length ? plan : { ...plan, pending: Object.fromEntries(left) };
}

/** Ids of the traits and counters that the previous program did not count, or counted differently. */
export function listNewDefinitions(
  previous: ProgramSnapshot | undefined,
  next: ProgramSnapshot,
): readonly string[] {
  const before = previous === undefined ? {} : hashDefinitions(previous);
  return Object.entries(hashDefinitions(next)).flatMap(([id, hash]) => (before[id] === hash ? [] : [id]));
}

function hashDefinitions(snapshot: ProgramSnapshot): Record<string, string> {
  const entries = [...compileProgram(snapshot).traits].map(([id, { document }]) => {
    // Fields that do not change the values are left out.
    const { status: _status, name: _name, ...definition } = document;
    return [id, hashText(JSON.stringify(definition))] as const;
  });
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
