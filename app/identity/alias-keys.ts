/**
 * The keys of an `alias` call: `context.previousId` is an anonymous id of the person, as if one event had both ids. If it
 * is the id of another user, the two stay two: it is a key that belongs to another person, and a conflict.
 */

import { isNever, normalizeKey } from '../../engine/identity/identity-rules.ts';
import type { Identifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { isStronger } from '../../engine/touchpoint/identity-keys.ts';
import type { IdentityDirectory } from './identity-directory.ts';

/** Strongest first, but another user's id last. */
export async function listAliasKeys(
  directory: IdentityDirectory,
  { touchpoint, keys }: Pick<Identifiers, 'touchpoint' | 'keys'>,
  policy: IdentityPolicy | undefined,
): Promise<readonly IdentityKey[]> {
  const { userId, anonymousId } = touchpoint;
  const value = touchpoint.context['previousId'];
  if (typeof value !== 'string') return keys;
  const user = normalizeKey({ type: 'userId', value }, policy);
  const session = normalizeKey({ type: 'anonymousId', value }, policy);
  if (user === undefined || session === undefined || isNever(session, value, policy)) return keys;
  if (user.value === userId || session.value === anonymousId) return keys;
  await directory.read([user, session]);
  if (userId !== undefined && directory.get(user) !== undefined) return [...keys, user];
  return [...keys, session].sort((left, right) => (isStronger(left, right) ? -1 : 1));
}
