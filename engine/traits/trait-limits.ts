/** Limits of stated traits, of a person and of an account. */
import { measureJson } from '../base/measure-json.ts';
import { maxRemovedTraits, maxStatedTraits, maxTraitLength, maxTraitsLength } from '../model/limits.ts';
import type { StatedTrait } from '../model/profile.ts';

/**
 * Whether a new trait with `added` characters does not fit. Counting 256 names is cheap; sizes are added up only for
 * traits that could be too large together.
 */
export function isFull(traits: Readonly<Record<string, StatedTrait>>, added: number): boolean {
  const stated = Object.values(traits).filter((trait) => trait.value !== null);
  if (stated.length >= maxStatedTraits) return true;
  if (stated.length * maxTraitLength <= maxTraitsLength) return false;
  let length = added;
  for (const trait of stated) length += measureJson(trait.value);
  return length > maxTraitsLength;
}

/** Removed traits are remembered up to a limit. */
export function dropOldestRemoved(traits: Record<string, StatedTrait>): void {
  const removed = Object.entries(traits).filter(([, trait]) => trait.value === null);
  if (removed.length <= maxRemovedTraits) return;
  removed.sort((a, b) => a[1].at - b[1].at || (a[0] < b[0] ? -1 : 1));
  const oldest = removed[0];
  if (oldest !== undefined) delete traits[oldest[0]];
}
