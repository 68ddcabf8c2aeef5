/** Feeds a touchpoint to the computed traits and counters that listen to it. */
import { writeRecord } from '../draft.ts';
import { maxComputedLength, maxValuesPerTouchpoint } from '../limits.ts';
import { readLeaves } from '../patterns/read-leaves.ts';
import type { ComputedState } from '../profile.ts';
import type { CompiledTrait } from '../program.ts';
import type { Touchpoint } from '../touchpoint.ts';
import { addTrace, type Turn } from '../turn.ts';
import type { Scalar } from './trait-keeper.ts';

export function updateComputed(turn: Turn, touchpoint: Touchpoint): void {
  const plan = turn.program.plans.get(touchpoint.name);
  if (plan === undefined) return;
  for (const trait of plan.traits.find(touchpoint)) {
    if (trait.matches(touchpoint, turn.now)) feed(turn, touchpoint, trait);
  }
}

function feed(turn: Turn, touchpoint: Touchpoint, trait: CompiledTrait): void {
  const { keeper, id, document } = trait;
  const known = Object.hasOwn(turn.profile.computed, id) ? turn.profile.computed[id] : undefined;
  let state: ComputedState | undefined = known;
  if (keeper.takes === 'occurrence') {
    state = keeper.add(state, true, touchpoint.occurredAt, document.within, turn.now);
  } else {
    const leaves = readLeaves(touchpoint, trait.path).slice(0, maxValuesPerTouchpoint);
    for (const leaf of leaves) {
      if (leaf === null) continue;
      const problem = explainRefusal(leaf, keeper.takes);
      if (problem !== undefined) {
        addTrace(turn, `trait:${id}`, 'keep', 'value_refused', { note: `${document.path}: ${problem}` });
        continue;
      }
      state = keeper.add(state, leaf, touchpoint.occurredAt, document.within, turn.now);
    }
  }
  if (state === known || state === undefined) return;
  const computed = writeRecord(turn.draft, 'computed') as Record<string, ComputedState>;
  computed[id] = state;
  for (const segment of trait.readers) turn.due.add(segment);
}

/** Numbers written as text are refused: "12" and 12 side by side would make sums that nobody can check. */
function explainRefusal(leaf: Scalar, takes: 'number' | 'scalar'): string | undefined {
  if (takes === 'number') return typeof leaf === 'number' ? undefined : `a ${typeof leaf}, not a number`;
  const isLong = typeof leaf === 'string' && leaf.length > maxComputedLength;
  return isLong ? `a text over ${maxComputedLength} characters` : undefined;
}
