/** Reads the values that a touchpoint has for a computed trait: at a path, or each times the factor beside it. */

import { isObject } from '../base/json.ts';
import { maxComputedLength, maxValuesPerTouchpoint } from '../model/limits.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { readLeaves } from '../patterns/read-leaves.ts';
import type { Scalar } from './aggregator.ts';
import type { CompiledTrait } from './compile-trait.ts';

/** A value, or the reason why it cannot be kept. */
export type TraitValue = { readonly value: Scalar } | { readonly problem: string };

/** In document order, at most 100. An absent value or null is skipped, without a problem. */
export function readValues(touchpoint: Touchpoint, trait: CompiledTrait): readonly TraitValue[] {
  const { path, times, document } = trait;
  if (times !== undefined) return readProducts(touchpoint, path, times, document.times ?? '');
  return readLeaves(touchpoint, path)
    .slice(0, maxValuesPerTouchpoint)
    .flatMap((leaf): TraitValue[] => {
      if (leaf === null) return [];
      const problem = explainRefusal(leaf, trait);
      return [problem === undefined ? { value: leaf } : { problem }];
    });
}

/**
 * `properties.products.price` times `properties.products.quantity`: both of the same product. The two paths are followed
 * together as far as they are the same, into each element of the lists on the way.
 */
function readProducts(
  touchpoint: Touchpoint,
  path: readonly string[],
  times: readonly string[],
  name: string,
): readonly TraitValue[] {
  const shared = countShared(path, times);
  return listObjects(touchpoint, path.slice(0, shared))
    .flatMap((element) => {
      const factors = readLeaves(element, times.slice(shared));
      const values = readLeaves(element, path.slice(shared)).filter((value) => value !== null);
      return values.map((value) => multiply(value, factors, name));
    })
    .slice(0, maxValuesPerTouchpoint);
}

function multiply(value: Scalar, factors: readonly (Scalar | null)[], name: string): TraitValue {
  const [factor, another] = factors;
  if (typeof value !== 'number') return { problem: `a ${typeof value}, not a number` };
  if (factor === undefined || factor === null) return { problem: `nothing at ${name} to multiply it by` };
  if (another !== undefined) return { problem: `several values at ${name} to multiply it by` };
  if (typeof factor !== 'number') return { problem: `at ${name} a ${typeof factor}, not a number` };
  const product = value * factor;
  return Number.isFinite(product) ? { value: product } : { problem: 'a product too large for a number' };
}

/** Names that both begin with; each keeps one of its own. */
function countShared(path: readonly string[], times: readonly string[]): number {
  const most = Math.min(path.length, times.length) - 1;
  const different = path.findIndex((name, index) => name !== times[index]);
  return different === -1 ? most : Math.min(different, most);
}

/** Objects at a path, with arrays crushed out as readLeaves does. */
function listObjects(value: unknown, path: readonly string[]): readonly object[] {
  if (Array.isArray(value)) return value.flatMap((element) => listObjects(element, path));
  if (!isObject(value)) return [];
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  return Object.hasOwn(value, key) ? listObjects(value[key], rest) : [];
}

/** Numbers written as text are refused: "12" and 12 side by side would make sums that no one can check. */
function explainRefusal(leaf: Scalar, { aggregator }: CompiledTrait): string | undefined {
  if (aggregator.takes === 'number')
    return typeof leaf === 'number' ? undefined : `a ${typeof leaf}, not a number`;
  const isLong = typeof leaf === 'string' && leaf.length > maxComputedLength;
  return isLong ? `a text over ${maxComputedLength} characters` : undefined;
}
