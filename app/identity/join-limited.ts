/**
 * Joins the keys of a touchpoint where a kind has a maximum per profile. Each profile has as many slots per kind as the
 * maximum, each bound to one id by a conditional put and never changed, so any number of workers agree on which ids came
 * first: docs/adr/0086. A key with a maximum is bound only to a profile, after it has a slot there. A crash between the
 * two leaves the slot, which the redelivered touchpoint finds. Loaded with the first policy that has a maximum.
 */
import { hashText } from '../../engine/base/hash.ts';
import { nameKind } from '../../engine/identity/identity-rules.ts';
import type { Identifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityKey, IgnoredId } from '../../engine/model/touchpoint.ts';
import { nameIdentity } from './identity-cache.ts';
import type { IdentityDirectory, KeyEnd } from './identity-directory.ts';
import { joinKeys, joinProfile } from './join-keys.ts';

export interface LimitedJoin {
  readonly profileId: string;
  /** Keys for which the profile has no slot. They lead where they led before, if anywhere. */
  readonly excess: readonly IdentityKey[];
  /** With those in excess. */
  readonly ignored: readonly IgnoredId[];
}

export async function joinLimited(
  directory: IdentityDirectory,
  { keys, limits = new Map(), ignored = [] }: Pick<Identifiers, 'keys' | 'limits' | 'ignored'>,
  makeProfileId: (key: IdentityKey) => string,
): Promise<LimitedJoin> {
  const [others, unbound]: [IdentityKey[], IdentityKey[]] = [[], []];
  for (const key of keys) {
    const isUnbound = limits.has(key) && isOwnEnd(key, await directory.findEnd(key));
    (isUnbound ? unbound : others).push(key);
  }
  const profileId = await findProfile(directory, { others, unbound, limits }, makeProfileId);
  const excess: IdentityKey[] = [];
  const notes: IgnoredId[] = [];
  for (const key of keys) {
    const max = limits.get(key);
    const owner = directory.get(key);
    if (max === undefined || owner === profileId) continue;
    // Of a user: the two never become one, so the id needs no slot.
    if (owner !== undefined && (await isOfOtherUser(directory, profileId, owner))) continue;
    if (await claimSlot(directory, profileId, key, max)) {
      if (owner === undefined) await joinProfile(directory, key, profileId);
    } else {
      excess.push(key);
      notes.push({ kind: nameKind(key), note: `the profile has ${max}` });
    }
  }
  return { profileId, excess, ignored: [...ignored, ...notes] };
}

function isOwnEnd(key: IdentityKey, end: KeyEnd): boolean {
  return 'open' in end && nameIdentity(end.open) === nameIdentity(key);
}

/** That of the keys which have one, else a new one: of the first key, if all have a maximum. */
async function findProfile(
  directory: IdentityDirectory,
  {
    others,
    unbound,
    limits,
  }: {
    readonly others: readonly IdentityKey[];
    readonly unbound: readonly IdentityKey[];
    readonly limits: ReadonlyMap<IdentityKey, number>;
  },
  makeProfileId: (key: IdentityKey) => string,
): Promise<string> {
  const [first] = unbound;
  if (others.length > 0 || first === undefined) return joinKeys(directory, others, makeProfileId);
  const profileId = makeProfileId(first);
  await claimSlot(directory, profileId, first, limits.get(first) ?? 1);
  await directory.bind(first, { profileId });
  // Another one, if another worker was first.
  return joinKeys(directory, [first], makeProfileId);
}

/** Whether the profile has, or had left, a slot for the key. */
export async function claimSlot(
  directory: IdentityDirectory,
  profileId: string,
  key: IdentityKey,
  max: number,
): Promise<boolean> {
  const kind = nameKind(key);
  const slots = Array.from({ length: max }, (_, index): IdentityKey => {
    return { type: 'slot', value: `${profileId}/${index + 1}/${kind}` };
  });
  const id = hashText(nameIdentity(key));
  await directory.read(slots);
  for (const slot of slots) {
    if (directory.get(slot) === undefined) await directory.bind(slot, { profileId: id });
    if (directory.get(slot) === id) return true;
  }
  return false;
}

async function isOfOtherUser(
  directory: IdentityDirectory,
  profileId: string,
  other: string,
): Promise<boolean> {
  const owners: IdentityKey[] = [profileId, other].map((value) => ({ type: 'owner', value }));
  await directory.read(owners);
  const [own, others] = owners.map((owner) => directory.get(owner));
  return own !== undefined && others !== undefined && own !== others;
}
