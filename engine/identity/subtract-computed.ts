/**
 * A computed trait without occurrences that another profile of the person has counted too: before the two are united,
 * so that each counts once. Pure.
 */

import type { Duration } from '../model/documents/document-base.ts';
import type { TraitFunction } from '../model/documents/trait-document.ts';
import type { ComputedState, Profile, WindowEntry } from '../model/profile.ts';
import { addExactly } from '../traits/add-exactly.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';
import { keepFrequent } from '../traits/most-frequent.ts';
import { addToWindow } from '../traits/window.ts';
import type { FindTrait } from './merge-profiles.ts';

/** By trait: what touchpoints count that two profiles have both counted. */
export type Repeated = Readonly<Record<string, ComputedState>>;

interface Terms {
  readonly within: Duration | undefined;
  readonly now: number;
}

type Subtract = (state: ComputedState, repeated: ComputedState, terms: Terms) => ComputedState;

/** The profile that ends, to be united with `survivor`: what both have counted is counted by the survivor alone. */
export function withoutRepeated(
  ended: Profile,
  survivor: Profile,
  repeated: Repeated,
  findTrait: FindTrait,
  now: number,
): Profile {
  const computed = { ...ended.computed };
  for (const [id, state] of Object.entries(repeated)) {
    const [trait, own] = [findTrait(id), computed[id]];
    // One that the survivor has not counted is counted once as it is.
    if (trait === undefined || own === undefined || !Object.hasOwn(survivor.computed, id)) continue;
    computed[id] = subtractComputed(trait, own, state, now);
  }
  return { ...ended, computed };
}

/**
 * `repeated`: the state of these occurrences alone. `now` in epoch ms. To be united only: the `value` of a window is not
 * chosen again.
 */
export function subtractComputed(
  { document, aggregator }: CompiledTrait,
  state: ComputedState,
  repeated: ComputedState,
  now: number,
): ComputedState {
  const { within } = document;
  const rest = byFunction[document.function](state, repeated, { within, now });
  return rest === state ? state : aggregator.refresh(rest, within, now);
}

const subtractCounts: Subtract = (state, repeated, terms) =>
  terms.within === undefined
    ? { count: Math.max(0, (state.count ?? 0) - (repeated.count ?? 0)) }
    : { ...state, window: subtractWindow(state.window, repeated.window, terms) };

const subtractSums: Subtract = (state, repeated, terms) =>
  terms.within === undefined
    ? { sum: addExactly(state.sum ?? 0, -(repeated.sum ?? 0)) }
    : { ...state, window: subtractWindow(state.window, repeated.window, terms) };

/** An entry that joined its neighbour in a full window is balanced by a negative one, which leaves at its own moment. */
function subtractWindow(
  entries: readonly WindowEntry[] = [],
  repeated: readonly WindowEntry[] = [],
  { within, now }: Terms,
): readonly WindowEntry[] {
  if (within === undefined) return entries;
  return repeated.reduce<readonly WindowEntry[]>((rest, [at, count, sum]) => {
    const place = rest.findIndex((entry) => entry[0] === at && entry[1] === count && entry[2] === sum);
    return place === -1 ? addToWindow(rest, at, -count, -sum, within, now) : rest.toSpliced(place, 1);
  }, entries);
}

const subtractFrequencies: Subtract = (state, repeated, terms) => {
  if (terms.within !== undefined) return subtractItems(state, repeated, terms);
  const values: Record<string, number> = {};
  for (const [label, times] of Object.entries(state.values ?? {})) {
    const rest = times - (repeated.values?.[label] ?? 0);
    if (rest > 0) values[label] = rest;
  }
  return keepFrequent(values);
};

const subtractItems: Subtract = (state, repeated) => {
  if (state.items === undefined) return state;
  const items = (repeated.items ?? []).reduce((rest, [at, value]) => {
    const place = rest.findIndex((item) => item[0] === at && item[1] === value);
    return place === -1 ? rest : rest.toSpliced(place, 1);
  }, state.items);
  return { ...state, items };
};

/** The same occurrence twice is as once. */
const keep: Subtract = (state) => state;

const byFunction: Readonly<Record<TraitFunction, Subtract>> = {
  count: subtractCounts,
  sum: subtractSums,
  first: subtractItems,
  last: keep,
  min: keep,
  max: keep,
  distinct: keep,
  mostFrequent: subtractFrequencies,
  recency: keep,
};
