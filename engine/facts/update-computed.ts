/** Updates the computed traits and counters that count a touchpoint. */

import type { ComputedState } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';
import { readValues } from '../traits/read-values.ts';
import { addTrace, type Turn, touchField } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';

export function updateComputed(turn: Turn, touchpoint: Touchpoint): void {
  const plan = turn.program.plans.get(touchpoint.name);
  if (plan === undefined) return;
  for (const trait of plan.traits.find(touchpoint)) {
    if (trait.matches(touchpoint, turn.now)) feed(turn, touchpoint, trait);
  }
}

function feed(turn: Turn, touchpoint: Touchpoint, trait: CompiledTrait): void {
  const { aggregator, id, document } = trait;
  const { occurredAt } = touchpoint;
  const known = Object.hasOwn(turn.profile.computed, id) ? turn.profile.computed[id] : undefined;
  let state: ComputedState | undefined = known;
  if (aggregator.takes === 'occurrence') {
    state = aggregator.add(state, true, occurredAt, document.within, turn.now);
  } else {
    for (const read of readValues(touchpoint, trait)) {
      let problem = 'problem' in read ? read.problem : undefined;
      if ('value' in read) {
        const next = aggregator.add(state, read.value, occurredAt, document.within, turn.now);
        if (isStorable(next)) state = next;
        else problem = 'with it the total is larger than a number can be';
      }
      if (problem === undefined) continue;
      addTrace(turn, `trait:${id}`, 'keep', 'invalid_value', { note: `${document.path}: ${problem}` });
    }
  }
  if (state === known || state === undefined) return;
  const computed = writeRecord(turn, 'computed');
  computed[id] = state;
  touchField(turn, trait.field);
}

/** A total can exceed the range of numbers, and a profile with it could not be written. */
function isStorable({ sum, window }: ComputedState): boolean {
  if (sum !== undefined && !Number.isFinite(sum)) return false;
  return window === undefined || window.every(([, , part]) => Number.isFinite(part));
}
