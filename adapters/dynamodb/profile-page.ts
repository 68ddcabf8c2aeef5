/** A page of the profiles table as profiles: one invalid item must not stop a scan over millions. */
import type { ProfilePage } from '../../app/ports/profile-scanner.ts';
import { type Item, readText } from './attributes.ts';
import { decodeProfile, profileEntity } from './profile-item.ts';

/** Items of other entities and profiles that were merged or erased are skipped. Ids of unreadable profiles are listed separately. */
export function decodePage(items: readonly Item[]): Omit<ProfilePage, 'cursor'> {
  const profiles: ProfilePage['profiles'][number][] = [];
  const unreadable: string[] = [];
  for (const item of items) {
    if ((item['entity']?.S ?? profileEntity) !== profileEntity) continue;
    try {
      if (item['mergedInto'] === undefined && item['erasedAt'] === undefined)
        profiles.push(decodeProfile(item));
    } catch {
      unreadable.push(readText(item, 'pk', profileEntity));
    }
  }
  return { profiles, unreadable };
}
