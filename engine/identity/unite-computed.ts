/**
 * One computed trait of two profiles of one person: as if one profile had counted the occurrences of both. No
 * occurrence was counted by both.
 */

import type { Duration } from '../model/documents/document-base.ts';
import type { TraitFunction } from '../model/documents/trait-document.ts';
import type { ComputedState } from '../model/profile.ts';
import { addExactly } from '../traits/add-exactly.ts';
import type { Aggregator, Scalar } from '../traits/aggregator.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';
import { maxDistinct } from '../traits/distinct.ts';
import { keepFrequent } from '../traits/most-frequent.ts';
import { addToWindow } from '../traits/window.ts';

interface Terms {
  readonly aggregator: Aggregator;
  readonly within: Duration | undefined;
  readonly now: number;
}

type Unite = (left: ComputedState, right: ComputedState, terms: Terms) => ComputedState;

/** `now` in epoch ms. The order of the two has no effect, except beyond the bounds of a function. */
export function uniteComputed(
  { document, aggregator }: CompiledTrait,
  left: ComputedState,
  right: ComputedState,
  now: number,
): ComputedState {
  return byFunction[document.function](left, right, { aggregator, within: document.within, now });
}

/** Adds the right one's occurrence, or those that its window keeps. */
const addAgain: Unite = (left, right, { aggregator, within, now }) => {
  const kept: readonly (readonly [at: number, value: Scalar])[] =
    right.window?.map(([at, , value]) => [at, value]) ??
    right.items?.map(([at, value]) => [at, value as Scalar]) ??
    (right.value === undefined ? [] : [[right.at ?? 0, right.value as Scalar]]);
  return kept.reduce<ComputedState>(
    (state, [at, value]) => aggregator.add(isEmpty(state) ? undefined : state, value, at, within, now),
    left,
  );
};

const uniteCounts: Unite = (left, right, terms) =>
  terms.within === undefined
    ? { count: (left.count ?? 0) + (right.count ?? 0) }
    : uniteWindows(left, right, terms);

const uniteSums: Unite = (left, right, terms) =>
  terms.within === undefined
    ? { sum: addExactly(left.sum ?? 0, right.sum ?? 0) }
    : uniteWindows(left, right, terms);

function uniteWindows(left: ComputedState, right: ComputedState, { aggregator, within, now }: Terms) {
  if (within === undefined) return left;
  const window = (right.window ?? []).reduce(
    (entries, [at, count, sum]) => addToWindow(entries, at, count, sum, within, now),
    left.window ?? [],
  );
  return aggregator.refresh({ ...left, window }, within, now);
}

const uniteRecency: Unite = (left, right, { aggregator, within, now }) =>
  right.at === undefined
    ? left
    : aggregator.add(isEmpty(left) ? undefined : left, true, right.at, within, now);

/** Each value with its latest occurrence. */
const uniteDistinct: Unite = (left, right, { aggregator, within, now }) => {
  const values: Record<string, number> = { ...left.values };
  for (const [hash, at] of Object.entries(right.values ?? {}))
    values[hash] = Math.max(values[hash] ?? at, at);
  const latest = Object.entries(values)
    .sort(([hash, at], [otherHash, otherAt]) => otherAt - at || (hash < otherHash ? -1 : 1))
    .slice(0, maxDistinct);
  const state = { count: latest.length, values: Object.fromEntries(latest) };
  return aggregator.refresh(state, within, now);
};

const uniteFrequencies: Unite = (left, right, terms) => {
  if (terms.within !== undefined) return addAgain(left, right, terms);
  const values: Record<string, number> = { ...left.values };
  for (const [label, times] of Object.entries(right.values ?? {}))
    values[label] = (values[label] ?? 0) + times;
  return keepFrequent(values);
};

const byFunction: Readonly<Record<TraitFunction, Unite>> = {
  count: uniteCounts,
  sum: uniteSums,
  first: addAgain,
  last: addAgain,
  min: addAgain,
  max: addAgain,
  distinct: uniteDistinct,
  mostFrequent: uniteFrequencies,
  recency: uniteRecency,
};

function isEmpty(state: ComputedState): boolean {
  return Object.keys(state).length === 0;
}
