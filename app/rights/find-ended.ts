/** The profiles that ended in a person's profile, at any depth. */
import type { Profile } from '../../engine/model/profile.ts';
import type { ProfileStore } from '../ports/profile-store.ts';

/**
 * `candidates`: profiles whose owner key leads to it. A merge that a crash interrupts is in no list of the profile that
 * stays yet: its profile has the mark. One that an undo gave back has none.
 */
export async function findEnded(
  { id, absorbed = [], apart = [] }: Profile,
  candidates: readonly string[],
  { profiles }: { readonly profiles: Pick<ProfileStore, 'loadStored'> },
): Promise<readonly string[]> {
  const ended = new Set(absorbed.map(([other]) => other));
  const separated = new Set(apart.map(([other]) => other));
  for (const candidate of candidates) {
    if (candidate === id || ended.has(candidate) || separated.has(candidate)) continue;
    if (await leadsTo(candidate, id, profiles)) ended.add(candidate);
  }
  return [...ended];
}

async function leadsTo(
  candidate: string,
  id: string,
  profiles: Pick<ProfileStore, 'loadStored'>,
): Promise<boolean> {
  const seen = new Set<string>();
  for (let next = candidate; !seen.has(next); ) {
    seen.add(next);
    if (next === id) return true;
    const stored = await profiles.loadStored(next);
    if (stored?.mergedInto === undefined) return false;
    [next] = stored.mergedInto;
  }
  return false;
}
