/** A page of the profiles table as profiles: one bad item must not stop a walk over millions. */
import type { ProfilePage } from '../../app/ports/ports.ts';
import { type Item, readText } from './attributes.ts';
import { decodeProfile, profileEntity } from './profile-item.ts';

/** Items of other entities are passed over. Ids of profiles that cannot be read are listed apart. */
export function decodePage(items: readonly Item[]): Omit<ProfilePage, 'cursor'> {
  const profiles: ProfilePage['profiles'][number][] = [];
  const unreadable: string[] = [];
  for (const item of items) {
    if ((item['entity']?.S ?? profileEntity) !== profileEntity) continue;
    try {
      profiles.push(decodeProfile(item));
    } catch {
      unreadable.push(readText(item, 'pk', profileEntity));
    }
  }
  return { profiles, unreadable };
}
