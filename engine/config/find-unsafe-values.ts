/** Refuses what no schema should ever see: keys that reach object prototypes, and values JSON cannot hold. */
import type { Finding, PathSegment } from './problem.ts';

const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype']);
const depthLimit = 40;
const numberLimit = 1e125;

/** Unsafe keys, numbers that are none, and documents too deep, each with its path. */
export function findUnsafeValues(value: unknown, segments: readonly PathSegment[] = []): Finding[] {
  if (segments.length > depthLimit) {
    return [
      { segments, remedy: `Nested deeper than ${depthLimit} levels: make it flatter.`, code: 'wrong_value' },
    ];
  }
  if (typeof value === 'number' && !(Math.abs(value) < numberLimit)) {
    const remedy = 'Use a number smaller than 1e125: the table cannot hold this one.';
    return [{ segments, received: String(value), remedy, code: 'wrong_value' }];
  }
  if (Array.isArray(value))
    return value.flatMap((item, index) => findUnsafeValues(item, [...segments, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...segments, key];
    if (unsafeKeys.has(key)) {
      return [{ segments: path, remedy: `"${key}" cannot be used as a name.`, code: 'unsafe_key' as const }];
    }
    return findUnsafeValues(inner, path);
  });
}

/** Whether a path such as `profile.traits.city` stays clear of object prototypes. */
export function isSafePath(path: string): boolean {
  return path.split('.').every((part) => part !== '' && !unsafeKeys.has(part));
}
