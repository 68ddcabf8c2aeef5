/**
 * Finds the person of a touchpoint. The strongest known key decides; unknown keys are bound to that person
 * permanently. A new user id never joins a person who has another user id: two people can share a browser, a phone or
 * a mailbox.
 */

import { randomBytes } from 'node:crypto';
import { encodeUlidTime, ulidAlphabet } from '../../engine/base/message-id.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Identifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import { isSharedProfile } from '../../engine/model/profile.ts';
import type { IdentityKey, IgnoredId, Touchpoint } from '../../engine/model/touchpoint.ts';
import { identityKeys, isPlaceholder } from '../../engine/touchpoint/identity-keys.ts';
import type { ReceivedTouchpoint, TakenId } from '../advance/records/queue-message.ts';
import type { Settled } from '../runtime/run-bounded.ts';
import type { Join } from './guard-keys.ts';
import { nameSettled } from './identity-cache.ts';
import { createIdentityDirectory, type IdentityDirectory } from './identity-directory.ts';
import { joinKeys } from './join-keys.ts';
import type { LimitedJoin as Joined } from './join-limited.ts';
import type { ResolveDependencies } from './resolve-dependencies.ts';

/** A ULID: it sorts by the time of creation (`now`, epoch milliseconds); its random part identifies no one. */
export function makeProfileId(now: number): string {
  const random = Array.from(randomBytes(16), (byte) => ulidAlphabet.charAt(byte % 32));
  return encodeUlidTime(now) + random.join('');
}

/** The person of a touchpoint. */
export interface Resolved {
  readonly profileId: string;
  /** As the policy reads its ids. */
  readonly touchpoint: Touchpoint;
  /** Its other ids that lead to another profile. */
  readonly taken?: readonly TakenId[];
  readonly ignored?: readonly IgnoredId[];
}

/**
 * The person or an error per delivery, in their order: TouchpointInvalidError without an id that identifies a person,
 * PersonErasedError if that person was erased.
 * Sequential, as several may be the same new person.
 */
export async function resolveIdentities(
  dependencies: ResolveDependencies,
  deliveries: readonly Pick<ReceivedTouchpoint, 'touchpoint'>[],
  policy?: IdentityPolicy,
): Promise<readonly Settled<Resolved>[]> {
  const directory = createIdentityDirectory(dependencies);
  const outcomes: Settled<Resolved>[] = [];
  const people = await readIds(deliveries, policy);
  // One read for all keys of the batch that this process has not cached.
  const failure = await directory
    .read(people.flatMap(({ keys }) => keys))
    .then(() => undefined)
    .catch((error: unknown) => ({ ok: false as const, error }));
  for (const person of people) {
    if (failure !== undefined && person.keys.some((key) => directory.get(key) === undefined))
      outcomes.push(failure);
    else outcomes.push(await resolveOne(dependencies, directory, person, policy));
  }
  return outcomes;
}

/** Without a policy, and without an id that could identify no one, the code of the policy is not loaded. */
export async function readIds(
  deliveries: readonly Pick<ReceivedTouchpoint, 'touchpoint'>[],
  policy: IdentityPolicy | undefined,
): Promise<readonly Identifiers[]> {
  const plain = deliveries.map(({ touchpoint }) => ({
    touchpoint,
    keys: touchpoint.profileId === undefined ? identityKeys(touchpoint) : [],
  }));
  if (policy === undefined && !plain.some(hasPlaceholder)) return plain;
  const { readIdentifiers } = await import('../../engine/identity/read-identifiers.ts');
  return plain.map(({ touchpoint }) => readIdentifiers(touchpoint, policy));
}

function hasPlaceholder({ touchpoint: { context }, keys }: Identifiers): boolean {
  const { groupId = null } = context;
  return keys.some(isPlaceholder) || (groupId !== null && isPlaceholder({ value: String(groupId).trim() }));
}

/** False where this process has seen before whose the ids are: settle-keys.ts is not loaded. */
function isUnsettled(
  { identityCache }: ResolveDependencies,
  profileId: string,
  [, ...keys]: readonly IdentityKey[],
  policy: IdentityPolicy | undefined,
): boolean {
  if (policy !== undefined) return keys.length > 0;
  return keys.some((key) => identityCache.get(nameSettled(profileId, key)) === undefined);
}

async function joinOwn(
  dependencies: ResolveDependencies,
  directory: IdentityDirectory,
  person: Identifiers,
): Promise<Joined> {
  const { keys, limits, ignored = [] } = person;
  const join: Join = async (to, bound, makeProfileId) =>
    limits === undefined
      ? { profileId: await joinKeys(to, bound, makeProfileId), excess: [], ignored }
      : (await import('./join-limited.ts')).joinLimited(to, { ...person, keys: bound }, makeProfileId);
  const isGuarded =
    person.touchpoint.userId === undefined &&
    keys.length > 1 &&
    keys.some((key) => directory.get(key) === undefined);
  return isGuarded
    ? (await import('./guard-keys.ts')).joinGuarded(dependencies, directory, person, join)
    : join(directory, keys, dependencies.makeProfileId);
}

/** Most stages have erased no one, and most touchpoints state ids of one person and no new one. Throws PersonErasedError. */
async function withoutErased(
  dependencies: ResolveDependencies,
  directory: IdentityDirectory,
  person: Identifiers,
  policy: IdentityPolicy | undefined,
): Promise<Identifiers> {
  // Ids of two people: this process can remember one of a person who was erased since.
  const owners = new Set(person.keys.map((key) => directory.get(key)));
  const isSettled =
    !owners.has(undefined) && [...owners].filter((id) => !isSharedProfile(id ?? '')).length < 2;
  const { erasures } = dependencies;
  if (erasures === undefined || isSettled) return person;
  if (!(await erasures.isUsed())) return person;
  const { leaveOutErased } = await import('../rights/leave-out-erased.ts');
  return leaveOutErased(dependencies, erasures, directory, person, policy);
}

async function resolveOne(
  dependencies: ResolveDependencies,
  directory: IdentityDirectory,
  stated: Identifiers,
  policy: IdentityPolicy | undefined,
): Promise<Settled<Resolved>> {
  try {
    const { profileId: named } = stated.touchpoint;
    if (named !== undefined) return { ok: true, value: { profileId: named, touchpoint: stated.touchpoint } };
    const all =
      stated.touchpoint.type === 'alias'
        ? await (await import('./alias-keys.ts')).listAliasKeys(directory, stated, policy)
        : stated.keys;
    const person = await withoutErased(dependencies, directory, { ...stated, keys: all }, policy);
    const { touchpoint, keys } = person;
    // An id that several users state selects a profile only if the touchpoint has no other id.
    const unshared = keys.filter((key) => !isSharedProfile(directory.get(key) ?? ''));
    const own = unshared.length > 0 ? unshared : keys.slice(0, 1);
    const { profileId, excess, ignored } = await joinOwn(dependencies, directory, { ...person, keys: own });
    if (touchpoint.userId !== undefined && isUnsettled(dependencies, profileId, keys, policy))
      await (await import('./settle-keys.ts')).settleKeys(
        dependencies,
        directory,
        touchpoint,
        keys,
        policy,
        person.limits,
      );
    const taken = keys.flatMap((key): TakenId[] => {
      const other = directory.get(key);
      return other === profileId || excess.some((each) => each === key)
        ? []
        : [{ type: key.type, ...omitAbsent({ profileId: other }) }];
    });
    return {
      ok: true,
      value: {
        profileId,
        touchpoint,
        ...omitAbsent({
          taken: taken.length === 0 ? undefined : taken,
          ignored: ignored.length === 0 ? undefined : ignored,
        }),
      },
    };
  } catch (error) {
    return { ok: false, error };
  }
}
