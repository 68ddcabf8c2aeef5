/**
 * The keys of an `alias` call: `context.previousId` is an anonymous id of the person, as if one event had both ids. If it
 * is the id of another user, the two stay two: it is a key that belongs to another person, and a conflict.
 */
import type { Identifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { isPlaceholder, isStronger } from '../../engine/touchpoint/identity-keys.ts';
import type { IdentityDirectory } from './identity-directory.ts';

/** Strongest first, but another user's id last. */
export async function listAliasKeys(
  directory: IdentityDirectory,
  { touchpoint, keys }: Pick<Identifiers, 'touchpoint' | 'keys'>,
): Promise<readonly IdentityKey[]> {
  const { userId, anonymousId } = touchpoint;
  const value = touchpoint.context['previousId'];
  if (typeof value !== 'string' || value === userId || value === anonymousId) return keys;
  const user: IdentityKey = { type: 'userId', value };
  const session: IdentityKey = { type: 'anonymousId', value };
  if (isPlaceholder(session)) return keys;
  await directory.read([user, session]);
  if (userId !== undefined && directory.get(user) !== undefined) return [...keys, user];
  return [...keys, session].sort((left, right) => (isStronger(left, right) ? -1 : 1));
}
