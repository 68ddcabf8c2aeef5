/** The only traversal of conditions: all code that reads the parts of a condition uses it. */

import type { Condition } from '../model/documents/condition.ts';

/** Place of a part in its document: `['condition', 'all', 0]`. */
export type Place = readonly (string | number)[];

/** A condition without other conditions in it. */
export type ConditionLeaf = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>;

/** Builds a result from the leaves up: `fold` gets its results for the parts of `all`, `any` and `not`. */
export function foldCondition<Result>(
  condition: Condition,
  at: Place,
  fold: (condition: Condition, parts: readonly Result[], at: Place) => Result,
): Result {
  const parts = listParts(condition).map(([part, ...place]) => foldCondition(part, [...at, ...place], fold));
  return fold(condition, parts, at);
}

export interface PlacedLeaf {
  readonly leaf: ConditionLeaf;
  readonly at: Place;
}

/** From first to last. */
export function listLeaves(condition: Condition, at: Place = []): readonly PlacedLeaf[] {
  return foldCondition<readonly PlacedLeaf[]>(condition, at, (part, parts, place) =>
    isLeaf(part) ? [{ leaf: part, at: place }] : parts.flat(),
  );
}

function isLeaf(condition: Condition): condition is ConditionLeaf {
  return !('all' in condition || 'any' in condition || 'not' in condition);
}

/** With the place of each below the condition. */
function listParts(condition: Condition): readonly (readonly [part: Condition, ...place: Place])[] {
  if ('all' in condition) return condition.all.map((part, index) => [part, 'all', index]);
  if ('any' in condition) return condition.any.map((part, index) => [part, 'any', index]);
  return 'not' in condition ? [[condition.not, 'not']] : [];
}
