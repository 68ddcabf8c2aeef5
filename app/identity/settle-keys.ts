/**
 * Whose the ids are that a touchpoint states together with a user id. Loaded with the first such touchpoint.
 *
 * An id keeps the first user who stated it. When a second user states it, an id of a device leads to a profile of its
 * own from then on (it is shared), and an id that people know of each other stays with the first, unless the policy says
 * otherwise: docs/adr/0087. In each case the result depends on which users stated the id, and not on the order. Each step
 * is one write that a repeat does not change, and the last one records that all were done.
 */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { nameKind, policyOf } from '../../engine/identity/identity-rules.ts';
import type { Identifiers } from '../../engine/identity/read-identifiers.ts';
import { addReleasedKey } from '../../engine/identity/released-keys.ts';
import type { IdentityPolicy, SharingPolicy } from '../../engine/model/documents/identity-policy.ts';
import { createProfile, isSharedProfile, type Profile } from '../../engine/model/profile.ts';
import type { IdentityKey, Touchpoint } from '../../engine/model/touchpoint.ts';
import { toNextVersion } from '../advance/publication/next-version.ts';
import type { IdentityBinding } from '../ports/identity-store.ts';
import { ProfileConflictError } from '../ports/profile-errors.ts';
import { findBoundEnd, findOwner } from './find-owner.ts';
import { nameSettled } from './identity-cache.ts';
import type { IdentityDirectory } from './identity-directory.ts';
import type { ResolveDependencies } from './resolve-dependencies.ts';
import { ownerKey } from './unite-owners.ts';

/** Users whose profiles are listed of one id. Beyond it nothing is written: the id is a bot's or a kiosk's. */
export const maxClaimants = 10;

/**
 * By default, an email and a phone stay with the first: others know them, and a second account that states one must not
 * take away what comes by it.
 */
function chooseSharing(key: IdentityKey, policy: IdentityPolicy | undefined): SharingPolicy {
  const isOwn = key.type === 'anonymousId' || key.type === 'externalId';
  return policyOf(policy, nameKind(key)).ofTwoUsers ?? (isOwn ? 'shared' : 'first');
}

/** Tries of a write that another worker prevents; then the record is delivered again. */
const maxAttempts = 5;

interface Settling {
  readonly dependencies: ResolveDependencies;
  readonly directory: IdentityDirectory;
  readonly touchpoint: Touchpoint;
  readonly user: IdentityKey;
  /** The user's profile. */
  readonly profileId: string;
  readonly limits: Identifiers['limits'];
}

/** `keys`: of the touchpoint, bound; the first is its user id. */
export async function settleKeys(
  dependencies: ResolveDependencies,
  directory: IdentityDirectory,
  touchpoint: Touchpoint,
  [user, ...keys]: readonly IdentityKey[],
  policy: IdentityPolicy | undefined,
  limits: Identifiers['limits'],
): Promise<void> {
  const profileId = user && directory.get(user);
  if (user === undefined || profileId === undefined) return;
  const { identityCache } = dependencies;
  const settling: Settling = { dependencies, directory, touchpoint, user, profileId, limits };
  for (const key of keys) {
    const sharing = chooseSharing(key, policy);
    const settled = nameSettled(profileId, key, sharing);
    if (identityCache.get(settled) !== undefined) continue;
    if (sharing === 'shared') await settleShared(settling, key);
    else await settleFirst(settling, key);
    identityCache.set(settled, profileId);
    if (policy === undefined) identityCache.set(nameSettled(profileId, key), profileId);
  }
}

async function settleFirst(settling: Settling, key: IdentityKey): Promise<void> {
  const other = await findOtherUser(settling, key);
  if (other === undefined) return;
  const binding = await settling.directory.readBinding(key);
  if (binding !== undefined) await report(settling, key, binding, [other]);
}

async function settleShared(settling: Settling, key: IdentityKey): Promise<void> {
  const { dependencies, directory, user } = settling;
  const { identities, makeProfileId } = dependencies;
  const bound = await directory.readBinding(key);
  if (bound === undefined) return;
  const isNew = bound.user === undefined && !isShared(bound);
  const stated = isNew ? await identities.amend(key, { user: user.value }) : bound;
  if (isShared(stated)) {
    if (isNew) await directory.replace(key, stated);
    return report(settling, key, stated, []);
  }
  if (stated.user !== user.value) {
    const first = await release(settling, key);
    return report(settling, key, stated, first, `Z${makeProfileId(key)}`);
  }
  // Another id of a guest whom the other user was, too: this id is only this user's.
  if ((await findOtherUser(settling, key)) === undefined) return;
  const first = await release(settling, key);
  // Beyond the maximum of this user it is of neither.
  if (!(await hasRoom(settling, key))) return report(settling, key, stated, first, `Z${makeProfileId(key)}`);
  await directory.replace(key, await identities.amend(key, { sameAs: user }));
}

async function hasRoom({ directory, profileId, limits }: Settling, key: IdentityKey): Promise<boolean> {
  const max = limits?.get(key);
  if (max === undefined) return true;
  const { claimSlot } = await import('./join-limited.ts');
  return claimSlot(directory, profileId, key, max);
}

function isShared(binding: IdentityBinding): boolean {
  return 'profileId' in binding && isSharedProfile(binding.profileId);
}

/** The profiles of both users, in the item of the id. `shared`: the id leads there afterwards. */
async function report(
  { dependencies, directory, touchpoint, profileId }: Settling,
  key: IdentityKey,
  { claimants = [] }: IdentityBinding,
  others: readonly string[],
  shared?: string,
): Promise<void> {
  const isListed = claimants.includes(profileId) || claimants.length >= maxClaimants;
  if (isListed && shared === undefined) return;
  const { receivedAt: at, source } = touchpoint;
  const conflict = { claimants: [...new Set([...others, profileId])], at, source };
  const { identities, telemetry } = dependencies;
  await directory.replace(key, await identities.amend(key, { ...conflict, ...omitAbsent({ shared }) }));
  telemetry.count('IdentityConflicts');
}

/** The profile of another user that the key leads to. */
async function findOtherUser(
  { dependencies: { identities }, directory, user, profileId }: Settling,
  key: IdentityKey,
): Promise<string | undefined> {
  const lead = directory.get(key);
  if (lead === undefined || lead === profileId || isSharedProfile(lead)) return undefined;
  const owner = await findBoundEnd(identities, ownerKey(lead), { consistent: true });
  return owner.profileId === undefined || owner.profileId === user.value ? undefined : owner.key.value;
}

/**
 * Says in the profile that the id leads to that it leads elsewhere, before it does: for the caches of all processes. The
 * id of the profile.
 */
async function release(
  { dependencies, directory, touchpoint }: Settling,
  key: IdentityKey,
): Promise<readonly string[]> {
  const { profiles, identities } = dependencies;
  const lead = directory.get(key) ?? (await findOwner(identities, key, { consistent: true }));
  if (lead === undefined || isSharedProfile(lead)) return [];
  for (let attempt = 1; ; attempt++) {
    const found: Profile =
      (await profiles.load(lead, { consistent: true })) ?? createProfile(lead, touchpoint.receivedAt);
    const releasedKeys = addReleasedKey(found.releasedKeys, key);
    if (releasedKeys === found.releasedKeys) return [found.id];
    // The other profile will be stored as it was planned, without this key: the event is delivered again.
    if (await isBeingDivided(profiles, found)) throw new ProfileConflictError(found.id, found.version);
    try {
      await profiles.save({ ...toNextVersion(found), releasedKeys });
      return [found.id];
    } catch (error) {
      // Another worker wrote the profile since.
      if (!(error instanceof ProfileConflictError) || attempt === maxAttempts) throw error;
    }
  }
}

/** The undo of a merge is decided, and the profile that ended does not yet have its state back: docs/adr/0089. */
async function isBeingDivided(
  profiles: ResolveDependencies['profiles'],
  { id, apart = [] }: Profile,
): Promise<boolean> {
  for (const [other] of apart) {
    if ((await profiles.loadStored(other))?.mergedInto?.[0] === id) return true;
  }
  return false;
}
