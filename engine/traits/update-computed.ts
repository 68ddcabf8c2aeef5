/** Feeds a touchpoint to the computed traits and counters that listen to it. */
import { writeRecord } from '../draft.ts';
import type { ComputedState } from '../profile.ts';
import type { CompiledTrait } from '../program.ts';
import type { Touchpoint } from '../touchpoint.ts';
import { addTrace, type Turn } from '../turn.ts';
import { readValues } from './read-values.ts';

export function updateComputed(turn: Turn, touchpoint: Touchpoint): void {
  const plan = turn.program.plans.get(touchpoint.name);
  if (plan === undefined) return;
  for (const trait of plan.traits.find(touchpoint)) {
    if (trait.matches(touchpoint, turn.now)) feed(turn, touchpoint, trait);
  }
}

function feed(turn: Turn, touchpoint: Touchpoint, trait: CompiledTrait): void {
  const { keeper, id, document } = trait;
  const { occurredAt } = touchpoint;
  const known = Object.hasOwn(turn.profile.computed, id) ? turn.profile.computed[id] : undefined;
  let state: ComputedState | undefined = known;
  if (keeper.takes === 'occurrence') {
    state = keeper.add(state, true, occurredAt, document.within, turn.now);
  } else {
    for (const read of readValues(touchpoint, trait)) {
      let problem = 'problem' in read ? read.problem : undefined;
      if ('value' in read) {
        const next = keeper.add(state, read.value, occurredAt, document.within, turn.now);
        if (isStorable(next)) state = next;
        else problem = 'with it the total is larger than a number can be';
      }
      if (problem === undefined) continue;
      addTrace(turn, `trait:${id}`, 'keep', 'value_refused', { note: `${document.path}: ${problem}` });
    }
  }
  if (state === known || state === undefined) return;
  const computed = writeRecord(turn.draft, 'computed') as Record<string, ComputedState>;
  computed[id] = state;
  for (const segment of trait.readers) turn.due.add(segment);
}

/** A total of numbers can be more than a number can be, and a profile with it could not be written. */
function isStorable({ sum, window }: ComputedState): boolean {
  if (sum !== undefined && !Number.isFinite(sum)) return false;
  return window === undefined || window.every(([, , part]) => Number.isFinite(part));
}
