/** Finds all profiles that have the address of a person: reads every profile of the stage. */
import { findNormalizedAddress } from '../../engine/channels/addresses.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { ProfileScanner } from '../ports/profile-scanner.ts';
import { findProfileId } from './find-person.ts';
import type { StageStores } from './stage-stores.ts';

export interface Sharing {
  /** Of the person. */
  readonly profileId: string;
  readonly address: string;
  /** In the order of their ids; the person's own is one of them. */
  readonly profiles: readonly { readonly profileId: string; readonly userId?: string }[];
  /** Ids of profiles that this version cannot read. */
  readonly unreadable: readonly string[];
}

/** Undefined when the person is unknown or has no valid address of the channel. `onProgress`: profiles read so far. */
export async function findSharing(
  person: string,
  channel: Channel,
  {
    identities,
    profiles,
    programs,
    scanner,
  }: Pick<StageStores, 'identities' | 'profiles' | 'programs'> & { readonly scanner: ProfileScanner },
  onProgress: (count: number) => void,
): Promise<Sharing | undefined> {
  const profileId = await findProfileId(person, identities, programs);
  const profile = profileId === undefined ? undefined : await profiles.load(profileId, { consistent: true });
  const address = profile && findNormalizedAddress(profile, channel);
  if (profile === undefined || address === undefined) return undefined;
  const found: { profileId: string; userId?: string }[] = [];
  const unreadable: string[] = [];
  let cursor: string | undefined;
  let count = 0;
  do {
    const page = await scanner.scan({ index: 0, total: 1 }, cursor);
    for (const each of page.profiles) {
      if (findNormalizedAddress(each, channel) !== address) continue;
      found.push({ profileId: each.id, ...(each.userId !== undefined && { userId: each.userId }) });
    }
    unreadable.push(...page.unreadable);
    count += page.profiles.length + page.unreadable.length;
    onProgress(count);
    cursor = page.cursor;
  } while (cursor !== undefined);
  found.sort((left, right) => (left.profileId < right.profileId ? -1 : 1));
  return { profileId: profile.id, address, profiles: found, unreadable };
}
