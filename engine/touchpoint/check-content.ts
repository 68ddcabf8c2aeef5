/** Checks an event's content in one pass: depth, size, forbidden keys and numbers that JSON cannot represent. */
import { TouchpointInvalidError } from './touchpoint-invalid-error.ts';

/** Nesting below `detail`. */
export const maxDepth = 16;
/** Characters of keys and values below `detail`, about its length as JSON. */
export const maxContentLength = 65_536;

/**
 * Returns the content's length in characters. Throws TouchpointInvalidError.
 * `__proto__`, `constructor` and `prototype` are refused as keys: dropping them would lose data silently.
 */
export function checkContent(value: unknown, path: string, depth: number, length: number): number {
  if (typeof value === 'string') return checkLength(length + value.length + 2, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notFinite(path);
    return length + 4;
  }
  if (value === null || typeof value !== 'object') return length + 4;
  if (depth >= maxDepth) throw tooDeep(path);
  let total = length + 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) total = checkContent(value[i], path, depth + 1, total + 1);
    return checkLength(total, path);
  }
  const content = value as Record<string, unknown>;
  for (const key in content) {
    // Lengths first: comparing every key with three words would cost more than the rest of the pass.
    if ((key.length === 9 || key.length === 11) && isForbiddenKey(key)) throw forbiddenKey(path, key);
    const inner = content[key];
    total += key.length + 4;
    if (typeof inner === 'string') total += inner.length + 2;
    else if (typeof inner === 'number' && Number.isFinite(inner)) total += 4;
    else total = checkContent(inner, `${path}.${key}`, depth + 1, total);
  }
  return checkLength(total, path);
}

export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

function checkLength(length: number, path: string): number {
  if (length <= maxContentLength) return length;
  throw new TouchpointInvalidError(
    'touchpoint_too_large',
    path,
    `more than ${maxContentLength} characters`,
    'Keep the detail within 64 KiB: send references instead of documents, and split long lists.',
  );
}

function notFinite(path: string): TouchpointInvalidError {
  return new TouchpointInvalidError(
    'number_not_finite',
    path,
    'a number too large to hold',
    'Send numbers between -1.7e308 and 1.7e308, or longer ones as text.',
  );
}

function tooDeep(path: string): TouchpointInvalidError {
  const remedy = `Nest objects and lists at most ${maxDepth} deep.`;
  return new TouchpointInvalidError('touchpoint_too_deep', path, `more than ${maxDepth} levels`, remedy);
}

function forbiddenKey(path: string, key: string): TouchpointInvalidError {
  const remedy = 'Rename the key: __proto__, constructor and prototype are not taken as keys.';
  return new TouchpointInvalidError('key_forbidden', `${path}.${key}`, `the key ${key}`, remedy);
}
