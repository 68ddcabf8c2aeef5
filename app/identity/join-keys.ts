/**
 * Makes the keys of one touchpoint lead to one person. Each call binds one unbound key and uses the bindings that are
 * stored then, so any number of workers can do this concurrently and crash at any call: docs/adr/0037.
 *
 * Weaker keys are bound to the strongest, the strongest of them first, and the strongest last, to the profile. So when
 * a key of a touchpoint leads to an unbound key, all stronger keys of that touchpoint lead there too. A worker died
 * there, or it is still working. The first worker that finds such an open key binds it: to a profile that another key
 * of its touchpoint has, otherwise to a new one.
 */

import { isSharedProfile } from '../../engine/model/profile.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { isStronger } from '../../engine/touchpoint/identity-keys.ts';
import { createUnidentifiedError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import type { IdentityDirectory } from './identity-directory.ts';

/**
 * The profile of the touchpoint with these keys, in the order in which they select it. `makeProfileId` makes the id of a
 * new person. Throws TouchpointInvalidError without keys.
 */
export async function joinKeys(
  directory: IdentityDirectory,
  keys: readonly IdentityKey[],
  makeProfileId: (key: IdentityKey) => string,
): Promise<string> {
  const [strongest, ...weaker] = keys;
  if (strongest === undefined) throw createUnidentifiedError();
  /** Kept with a key that the touchpoint states itself; a key that it leads to may be another person's as well. */
  const user = strongest.type === 'userId' ? strongest.value : undefined;
  for (;;) {
    const end = await directory.findEnd(strongest);
    if ('profileId' in end) {
      for (const key of weaker) await joinProfile(directory, key, end.profileId, user);
      return end.profileId;
    }
    await bindNext(directory, end.open, weaker, makeProfileId, user);
  }
}

/** A key that belongs to another person keeps its owner. */
export async function joinProfile(
  directory: IdentityDirectory,
  key: IdentityKey,
  profileId: string,
  user?: string,
): Promise<void> {
  for (;;) {
    const end = await directory.findEnd(key);
    if ('profileId' in end || !(await isFree(directory, profileId, end.open))) return;
    await directory.bind(end.open, { profileId, user: end.open === key ? user : undefined });
  }
}

/** Binds the next key on the way to a profile. `root`: the open key that the strongest key of the touchpoint leads to. */
async function bindNext(
  directory: IdentityDirectory,
  root: IdentityKey,
  weaker: readonly IdentityKey[],
  makeProfileId: (key: IdentityKey) => string,
  user: string | undefined,
): Promise<void> {
  // After the first key of another user the person is new, whichever person has the keys that follow.
  let isNew = false;
  for (const key of weaker) {
    const end = await directory.findEnd(key);
    if ('profileId' in end) {
      if (isNew) continue;
      if (await isFree(directory, end.profileId, root)) return directory.bind(root, end);
      isNew = true;
    } else if (isSame(end.open, root)) continue;
    else if (end.open.type === 'userId' && root.type === 'userId') isNew = true;
    else if (isStronger(root, end.open))
      return directory.bind(end.open, { sameAs: root, user: end.open === key ? user : undefined });
    else return directory.bind(root, { sameAs: end.open });
  }
  const profileId = makeProfileId(root);
  await isFree(directory, profileId, root);
  await directory.bind(root, { profileId });
}

/**
 * Whether the key can lead to the profile: a user id never joins the profile of another user. The owner of a profile is
 * a key, too, which is bound before the user id leads there: docs/adr/0011.
 */
async function isFree(directory: IdentityDirectory, profileId: string, key: IdentityKey): Promise<boolean> {
  if (isSharedProfile(profileId)) return false;
  if (key.type !== 'userId') return true;
  for (;;) {
    // The owner of a profile that was merged is the owner of the profile that it was merged into.
    const end = await directory.findEnd({ type: 'owner', value: profileId });
    if ('profileId' in end) return end.profileId === key.value;
    await directory.bind(end.open, { profileId: key.value });
  }
}

function isSame(left: IdentityKey, right: IdentityKey): boolean {
  return left.type === right.type && left.value === right.value;
}
