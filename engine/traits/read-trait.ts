/** The current value of a computed trait. */
import type { TraitDocument } from '../documents.ts';
import type { Json } from '../json.ts';
import type { ComputedState } from '../profile.ts';
import { readState } from './trait-keeper.ts';
import { traitKeepers } from './trait-keepers.ts';

/** As of `now` (epoch ms), whatever has left the window since it was stored; undefined when there is none. */
export function readTrait(state: ComputedState, document: TraitDocument, now: number): Json | undefined {
  return readState(traitKeepers[document.function].refresh(state, document.within, now));
}
