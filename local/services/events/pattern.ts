/** EventBridge event patterns, compiled to a predicate over the whole event. */

import { compileMatcher, type LeafTest, PatternInvalidError } from './matcher.ts';

type Test = (value: unknown) => boolean;

/**
 * Compiles an event pattern. Objects nest, arrays of matchers are alternatives, `$or` takes a list of
 * patterns; an event's array matches by any element, and fields of one pattern object by one element.
 * Throws `PatternInvalidError`.
 */
export function compilePattern(pattern: unknown, path = '$'): Test {
  if (pattern === null || typeof pattern !== 'object' || Array.isArray(pattern)) {
    throw new PatternInvalidError(path, pattern, 'a pattern is an object');
  }
  const entries = Object.entries(pattern);
  if (entries.length === 0)
    throw new PatternInvalidError(path, pattern, 'a pattern names at least one field');
  const fields = entries.map(([key, inner]): Test => {
    if (key === '$or' && Array.isArray(inner) && inner.every(isObject)) {
      const branches = inner.map((branch, i) => compilePattern(branch, `${path}.$or[${i}]`));
      return (value) => branches.some((branch) => branch(value));
    }
    const test = compileField(inner, `${path}.${key}`);
    return (value) => test(isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
  });
  const matchesOne: Test = (value) => fields.every((test) => test(value));
  return (value) => {
    if (!Array.isArray(value)) return matchesOne(value);
    return value.length === 0 ? matchesOne(undefined) : value.some(matchesOne);
  };
}

function compileField(pattern: unknown, path: string): Test {
  if (!Array.isArray(pattern)) return compilePattern(pattern, path);
  if (pattern.length === 0) throw new PatternInvalidError(path, pattern, 'a list of matchers is not empty');
  const tests = pattern.map((matcher, i) => compileMatcher(matcher, `${path}[${i}]`));
  const matchesLeaf: LeafTest = (leaf) => tests.some((test) => test(leaf));
  return (value) => {
    const leaves = collectLeaves(value, []);
    return leaves.length === 0 ? matchesLeaf(undefined) : leaves.some(matchesLeaf);
  };
}

/** The primitive values at a field; objects are no leaves, nested arrays count element by element. */
function collectLeaves(value: unknown, into: unknown[]): unknown[] {
  if (Array.isArray(value)) for (const item of value) collectLeaves(item, into);
  else if (value !== undefined && (value === null || typeof value !== 'object')) into.push(value);
  return into;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
