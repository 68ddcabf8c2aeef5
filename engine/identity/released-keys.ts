/**
 * Ids that led to a profile and belong elsewhere now, as short hashes. Beyond the maximum each id of the profile is
 * looked up again, so the list is bounded and never forgets one.
 */
import { hashText } from '../base/hash.ts';
import type { IdentityKey } from '../model/touchpoint.ts';

const maxReleasedKeys = 32;
const anyKey = ['*'];

/** The same list when it has the key. */
export function addReleasedKey(released: readonly string[] | undefined, key: IdentityKey): readonly string[] {
  if (released !== undefined && isReleased(released, key)) return released;
  return limit([...(released ?? []), hashKey(key)]);
}

export function isReleased(released: readonly string[], key: IdentityKey): boolean {
  return released[0] === anyKey[0] || released.includes(hashKey(key));
}

export function uniteReleasedKeys(left: readonly string[], right: readonly string[]): readonly string[] {
  return limit([...new Set([...left, ...right])]);
}

/**
 * `own` with the keys that were released since a merge, whichever of the two profiles they led to. A `merged` list beyond
 * the maximum does not show what came later.
 */
export function addReleasedSince(
  own: readonly string[] | undefined,
  merged: readonly string[] | undefined,
  current: readonly string[] | undefined,
): readonly string[] | undefined {
  const added = current?.filter((key) => merged?.[0] === anyKey[0] || merged?.includes(key) !== true) ?? [];
  return added.length === 0 ? own : uniteReleasedKeys(own ?? [], added);
}

function limit(released: readonly string[]): readonly string[] {
  return released.length > maxReleasedKeys || released.includes('*') ? anyKey : released;
}

function hashKey({ type, value }: IdentityKey): string {
  return hashText(`${type}#${value}`).slice(0, 8);
}
