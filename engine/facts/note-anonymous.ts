/** Marks a visitor whom nothing but anonymous ids names: such profiles can expire. Any other id removes the mark forever. */
import { isSharedProfile } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { identityKeys } from '../touchpoint/identity-keys.ts';
import type { Turn } from '../turn/turn.ts';

/** Call it once the touchpoint is among the counted ones of the profile. */
export function noteAnonymous({ profile }: Turn, touchpoint: Touchpoint): void {
  // Events of Percorso name a profile, and no id of the person.
  if (touchpoint.profileId !== undefined) return;
  const isFirst = profile.version === 0 && profile.processedEvents.length === 1;
  if (profile.isAnonymous === undefined && (!isFirst || isSharedProfile(profile.id))) return;
  if (isNameless(touchpoint)) profile.isAnonymous = true;
  else delete profile.isAnonymous;
}

/** A device counts as a name, because it has an address; so does an account. */
function isNameless(touchpoint: Touchpoint): boolean {
  const { context, traits } = touchpoint;
  if ((context['device'] ?? traits['pushToken'] ?? context['groupId'] ?? null) !== null) return false;
  return identityKeys(touchpoint).every(({ type }) => type === 'anonymousId');
}
