/** The contract of a computed trait's function: how its state grows, shrinks and reads. */

import type { Json } from '../base/json.ts';
import type { Duration } from '../model/documents/document-base.ts';
import type { ComputedState } from '../model/profile.ts';

/** Text (up to 256 characters), number or boolean. */
export type Scalar = string | number | boolean;

export interface Aggregator {
  /** The values it takes: none but the occurrence itself, numbers, or any scalar. */
  readonly takes: 'occurrence' | 'number' | 'scalar';
  /** State with one more occurrence; epoch ms. The given object when nothing changed. */
  add(
    state: ComputedState | undefined,
    value: Scalar,
    at: number,
    within: Duration | undefined,
    now: number,
  ): ComputedState;
  /** State as of `now`, without occurrences that have left the window. The given object when nothing changed. */
  refresh(state: ComputedState, within: Duration | undefined, now: number): ComputedState;
  /**
   * Earliest moment after `now` at which time alone may change what it reads; undefined = never. `thresholds`: the
   * only numbers it is compared with, if they are known.
   */
  changesAt(
    state: ComputedState,
    within: Duration | undefined,
    now: number,
    thresholds?: readonly number[],
  ): number | undefined;
}

/** The value as of the last decision: `value`, else `sum`, else `count`. */
export function readState(state: ComputedState): Json | undefined {
  return state.value ?? state.sum ?? state.count;
}
