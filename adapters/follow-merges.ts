/** A profile that was merged leads to the profile that has its state now. */
import type { Profile } from '../engine/model/profile.ts';

/** One load for most people, and one more per merge on the way. */
export async function followMerges(
  profileId: string,
  load: (profileId: string) => Promise<Profile | undefined>,
): Promise<Profile | undefined> {
  let profile = await load(profileId);
  while (profile?.mergedInto !== undefined) profile = await load(profile.mergedInto[0]);
  return profile;
}
