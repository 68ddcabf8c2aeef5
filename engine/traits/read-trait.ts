/** The current value of a computed trait. */

import type { Json } from '../base/json.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { ComputedState } from '../model/profile.ts';
import { readState } from './aggregator.ts';
import { aggregators } from './aggregators.ts';

/** As of `now` (epoch ms), without what has left the window since it was stored; undefined when there is none. */
export function readTrait(state: ComputedState, document: TraitDocument, now: number): Json | undefined {
  return readState(aggregators[document.function].refresh(state, document.within, now));
}
