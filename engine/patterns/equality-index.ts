/** Finds, among many conditions on one event, the few whose required equality the event satisfies. */

import type { Touchpoint } from '../model/touchpoint.ts';
import type { RequiredEquality } from './compile-pattern.ts';
import { readLeaves } from './read-leaves.ts';

export interface Indexed {
  /** Place in the program: candidates come back in this order. */
  readonly order: number;
  readonly required: readonly RequiredEquality[];
}

export interface EqualityIndex<T extends Indexed> {
  /** Every item that may match, in order. Never a false negative; false positives are left to their condition. */
  find(touchpoint: Touchpoint): readonly T[];
}

type Scalar = string | number | boolean | null;
interface Branch<T> {
  readonly path: readonly string[];
  readonly byValue: Map<Scalar, T[]>;
}

/** Each item is filed under the rarest of its equalities, or under none. */
export function buildEqualityIndex<T extends Indexed>(items: readonly T[]): EqualityIndex<T> {
  const uses = countUses(items);
  const always: T[] = [];
  const branches = new Map<string, Branch<T>>();
  for (const item of items) {
    const equality = findRarest(item.required, uses);
    if (equality === undefined) {
      always.push(item);
      continue;
    }
    const key = JSON.stringify(equality.path);
    const branch = branches.get(key) ?? { path: equality.path, byValue: new Map() };
    branches.set(key, branch);
    for (const value of new Set(equality.values)) {
      const filed = branch.byValue.get(value);
      if (filed === undefined) branch.byValue.set(value, [item]);
      else filed.push(item);
    }
  }
  const list = [...branches.values()];
  return list.length === 0
    ? { find: () => always }
    : { find: (touchpoint) => collect(always, list, touchpoint) };
}

function collect<T extends Indexed>(
  always: readonly T[],
  branches: readonly Branch<T>[],
  touchpoint: Touchpoint,
): readonly T[] {
  let found = always;
  for (const { path, byValue } of branches) {
    const leaf = readPlain(touchpoint, path);
    if (leaf !== undefined) {
      found = merge(found, byValue.get(leaf));
      continue;
    }
    for (const value of readLeaves(touchpoint, path)) found = merge(found, byValue.get(value));
  }
  return found;
}

/** The scalar at a path without lists on the way, the case of nearly every path; undefined = use the general reader. */
function readPlain(touchpoint: Touchpoint, path: readonly string[]): Scalar | undefined {
  let value: unknown = touchpoint;
  for (const key of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

/** Joins two ordered lists without doubles; allocates only when both hold something. */
function merge<T extends Indexed>(left: readonly T[], right: readonly T[] | undefined): readonly T[] {
  if (right === undefined) return left;
  if (left.length === 0) return right;
  return [...new Set([...left, ...right])].sort((a, b) => a.order - b.order);
}

function countUses(items: readonly Indexed[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { required } of items) {
    for (const equality of required) {
      for (const value of equality.values) {
        const key = JSON.stringify([equality.path, value]);
        uses.set(key, (uses.get(key) ?? 0) + 1);
      }
    }
  }
  return uses;
}

function findRarest(
  required: readonly RequiredEquality[],
  uses: ReadonlyMap<string, number>,
): RequiredEquality | undefined {
  let rarest: RequiredEquality | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const equality of required) {
    let total = 0;
    for (const value of equality.values) total += uses.get(JSON.stringify([equality.path, value])) ?? 0;
    if (total < fewest) {
      rarest = equality;
      fewest = total;
    }
  }
  return rarest;
}
