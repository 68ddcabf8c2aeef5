/** The state of an erased person. */
import { createProfile, type Profile } from '../model/profile.ts';

/** Nothing of theirs is left. Its version makes the write of every other worker fail. `now`: epoch ms. */
export function eraseProfile({ id, version }: Pick<Profile, 'id' | 'version'>, now: number): Profile {
  return { ...createProfile(id, now), version: version + 1, erasedAt: now };
}
