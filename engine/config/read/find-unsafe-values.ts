/** Refuses values that no schema should see: keys that reach object prototypes, and values that JSON cannot represent. */
import type { Finding, PathSegment } from '../problems/problem.ts';

const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype']);
/** DynamoDB accepts 32 levels, including the item's own. */
const depthLimit = 30;
const numberLimit = 1e125;
const smallestNumber = 1e-125;

/** Unsafe keys, non-finite numbers, and documents that are nested too deep, each with its path. */
export function findUnsafeValues(value: unknown, segments: readonly PathSegment[] = []): Finding[] {
  if (segments.length > depthLimit) {
    return [
      { segments, remedy: `Nested deeper than ${depthLimit} levels: use fewer levels.`, code: 'wrong_value' },
    ];
  }
  if (typeof value === 'number') return findUnsafeNumber(value, segments);
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

function findUnsafeNumber(value: number, segments: readonly PathSegment[]): Finding[] {
  if (!(Math.abs(value) < numberLimit)) {
    const remedy = 'Use a number smaller than 1e125: DynamoDB cannot store this one.';
    return [{ segments, received: String(value), remedy, code: 'wrong_value' }];
  }
  if (value !== 0 && Math.abs(value) < smallestNumber) {
    const remedy = 'Use 0, or a number larger than 1e-125: DynamoDB cannot store this one.';
    return [{ segments, received: String(value), remedy, code: 'wrong_value' }];
  }
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return [];
  const remedy =
    'Whole numbers are exact up to 9007199254740991 (16 digits): if this is an id, write it as text, in quotes.';
  return [{ segments, received: String(value), remedy, code: 'wrong_value' }];
}

/** Whether a path such as `profile.traits.city` avoids object prototypes. */
export function isSafePath(path: string): boolean {
  return path.split('.').every((part) => part !== '' && !unsafeKeys.has(part));
}
