/** All leaves at a path, with arrays crushed out on the way as event patterns see them. */
import { isObject } from '../base/json.ts';
import { isScalar, type Scalar } from './leaf-test.ts';

/** Scalars at `path` below `value`, in document order; empty when there are none (absent, or an object there). */
export function readLeaves(value: unknown, path: readonly string[]): readonly Scalar[] {
  const found: Scalar[] = [];
  collectLeaves(value, path, 0, found);
  return found;
}

/** Whether there is any leaf at `path`: the test of `exists: true`. */
export function hasLeaf(value: unknown, path: readonly string[], depth = 0): boolean {
  if (Array.isArray(value)) return value.some((element) => hasLeaf(element, path, depth));
  const key = path[depth];
  if (key === undefined) return isScalar(value);
  return isObject(value) && Object.hasOwn(value, key) && hasLeaf(value[key], path, depth + 1);
}

function collectLeaves(value: unknown, path: readonly string[], depth: number, found: Scalar[]): void {
  if (Array.isArray(value)) {
    for (const element of value) collectLeaves(element, path, depth, found);
    return;
  }
  const key = path[depth];
  if (key === undefined) {
    if (isScalar(value)) found.push(value);
  } else if (isObject(value) && Object.hasOwn(value, key)) {
    collectLeaves(value[key], path, depth + 1, found);
  }
}
