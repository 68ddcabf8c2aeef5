/**
 * Reads ids again that a profile has released. A process may have cached that they lead to the profile, or an eventually
 * consistent read may have said so.
 */

import { isReleased } from '../../engine/identity/released-keys.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import type { ReceivedTouchpoint } from '../advance/records/queue-message.ts';
import {
  groupByProfile,
  type OwnedTouchpoint,
  type Work,
  WorkDividedError,
} from '../advance/records/work.ts';
import { PersonErasedError } from '../rights/person-erased-error.ts';
import { findOwner } from './find-owner.ts';
import { readIds, resolveIdentities } from './resolve-identities.ts';

/** Throws WorkDividedError when touchpoints of the work may belong to other profiles. */
export async function checkReleased(
  dependencies: AdvanceDependencies,
  { releasedKeys = [] }: Profile,
  work: Work,
  policy: IdentityPolicy | undefined,
): Promise<void> {
  const read = await readIds(work.touchpoints, policy);
  const doubtful: ReceivedTouchpoint[] = [];
  const keys: IdentityKey[] = [];
  for (const [index, received] of work.touchpoints.entries()) {
    const stated = read[index]?.keys ?? [];
    if (isSettled(received) || !stated.some((key) => isReleased(releasedKeys, key))) continue;
    doubtful.push(received);
    keys.push(...stated);
  }
  if (doubtful.length === 0) return;
  const { identities, identityCache } = dependencies;
  for (const key of keys) {
    const profileId = await findOwner(identities, key, { consistent: true });
    if (profileId !== undefined) identityCache.set(key, profileId);
  }
  const people = await resolveIdentities(dependencies, doubtful, policy);
  const owned = doubtful.flatMap(({ taken: _earlier, ...received }, index): OwnedTouchpoint[] => {
    const person = people[index];
    if (person?.ok === false && person.error instanceof PersonErasedError) return [];
    if (person?.ok !== true) throw person?.error;
    const { profileId, ...rest } = person.value;
    return [[profileId, { ...received, ...rest, isChecked: true }]];
  });
  const rest = work.touchpoints.filter((received) => !doubtful.includes(received));
  const isEmpty = rest.length + work.wakes.length + work.tasks.length === 0;
  throw new WorkDividedError([
    ...(isEmpty ? [] : [{ ...work, touchpoints: rest }]),
    ...groupByProfile(owned, []),
  ]);
}

/** A user id never leads elsewhere. */
function isSettled({ touchpoint, isChecked }: ReceivedTouchpoint): boolean {
  return isChecked === true || touchpoint.userId !== undefined || touchpoint.profileId !== undefined;
}
