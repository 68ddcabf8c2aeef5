/**
 * What a touchpoint without a user id may bind. Anyone can type an email into a form, and what the form states beside it
 * is not kept (engine/facts/guard-addresses.ts): it binds nothing either, or it would select the person from then on.
 * Loaded with the first such touchpoint that has several ids, of which one is new: docs/adr/0092.
 */

import { isSessionOf } from '../../engine/facts/person-sessions.ts';
import { deviceKind, nameKind } from '../../engine/identity/identity-rules.ts';
import type { Identifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityKey, IgnoredId } from '../../engine/model/touchpoint.ts';
import type { IdentityBinding } from '../ports/identity-store.ts';
import { findBoundEnd } from './find-owner.ts';
import type { IdentityDirectory, KeyEnd } from './identity-directory.ts';
import type { LimitedJoin } from './join-limited.ts';
import type { ResolveDependencies } from './resolve-dependencies.ts';
import { ownerKey } from './unite-owners.ts';

/** Binds keys, strongest first, with the given directory. */
export type Join = (
  directory: IdentityDirectory,
  keys: readonly IdentityKey[],
  makeProfileId: (key: IdentityKey) => string,
) => Promise<LimitedJoin>;

/** `excess` has the new ids that the touchpoint may not bind, too. `join` may be repeated. */
export async function joinGuarded(
  dependencies: ResolveDependencies,
  directory: IdentityDirectory,
  stated: Stated,
  join: Join,
): Promise<LimitedJoin> {
  const { keys } = stated;
  /** Of people whom this touchpoint creates. */
  const fresh = new Set<string>();
  const makeProfileId = (key: IdentityKey): string => {
    const id = dependencies.makeProfileId(key);
    fresh.add(id);
    return id;
  };
  const isFresh = (binding: IdentityBinding) => 'profileId' in binding && fresh.has(binding.profileId);
  const guard: Guard = { dependencies, directory, ...stated };
  const guarded: IdentityDirectory = {
    ...directory,
    bind: async (key, binding) =>
      directory.bind(key, isFresh(binding) ? binding : await markForeign(guard, key, binding)),
  };
  for (let attempt = 1; ; attempt++) {
    const allowed = await listAllowed(guard);
    try {
      const joined = await join(guarded, allowed, makeProfileId);
      const left = keys.filter((key) => !allowed.includes(key) && directory.get(key) === undefined);
      const ignored = [...joined.ignored, ...left.filter(isUntraced).map(describeLeft)];
      return { ...joined, excess: [...joined.excess, ...left], ignored };
    } catch (error) {
      // An eventually consistent read had not shown whose an id is. It is known now.
      if (!(error instanceof KeyForeignError) || attempt > keys.length) throw error;
    }
  }
}

/** The traces of traits and devices show the others. */
function isUntraced(key: IdentityKey): boolean {
  return key.type === 'externalId' && nameKind(key) !== deviceKind;
}

export const foreignNote = "stated in a session that is not known to be the person's";

function describeLeft(key: IdentityKey): IgnoredId {
  return { kind: nameKind(key), note: foreignNote };
}

/** An id would lead to a person who did not state it. */
class KeyForeignError extends Error {
  readonly code = 'key_foreign';
}

interface Stated extends Pick<Identifiers, 'touchpoint' | 'ignored'> {
  /** In the order in which they select the profile; without those of two users. */
  readonly keys: readonly IdentityKey[];
}

interface Guard extends Stated {
  readonly dependencies: ResolveDependencies;
  readonly directory: IdentityDirectory;
}

/** The person whom ids lead to: a profile, or a user who has none yet. */
type Selected = { readonly profileId: string } | { readonly user: string };

/** All ids of a person whom no id leads to yet. */
async function listAllowed(guard: Guard): Promise<readonly IdentityKey[]> {
  const ends: { readonly key: IdentityKey; readonly selected: Selected | undefined }[] = [];
  for (const key of guard.keys)
    ends.push({ key, selected: findSelected(await guard.directory.findEnd(key)) });
  const first = ends.find(({ selected }) => selected !== undefined)?.selected;
  if (first === undefined) return guard.keys;
  const allowed: IdentityKey[] = [];
  for (const { key, selected } of ends) {
    const isAllowed =
      selected === undefined
        ? await mayBind(guard, key, first)
        : selected === first || isSystem(guard) || (await mayJoin(guard, first, selected));
    if (isAllowed) allowed.push(key);
  }
  return allowed;
}

/** A session does not become that of a user whose profile another worker is about to create. */
async function mayJoin(guard: Guard, first: Selected, other: Selected): Promise<boolean> {
  if ('user' in other) return false;
  return 'profileId' in first || mayBind(guard, { type: 'userId', value: first.user }, other);
}

function findSelected(end: KeyEnd): Selected | undefined {
  if ('profileId' in end) return { profileId: end.profileId };
  return end.open.type === 'userId' ? { user: end.open.value } : undefined;
}

/** What is bound to the session of a stranger does not lead to the person. Throws KeyForeignError. */
async function markForeign(
  guard: Guard,
  key: IdentityKey,
  binding: IdentityBinding,
): Promise<IdentityBinding> {
  const selected = findSelected('sameAs' in binding ? { open: binding.sameAs } : binding);
  if (selected === undefined || key.type === 'owner' || key.type === 'slot') return binding;
  if (!(await mayBind(guard, key, selected))) throw new KeyForeignError();
  if (key.type !== 'anonymousId' || (await findUser(guard, selected)) === undefined) return binding;
  return { ...binding, aside: guard.dependencies.makeProfileId(key) };
}

/** The session of the event may: its visitor stays one person. */
async function mayBind(guard: Guard, key: IdentityKey, selected: Selected): Promise<boolean> {
  const { touchpoint } = guard;
  if (key.type === 'anonymousId' && key.value === touchpoint.anonymousId) return true;
  const isToken = nameKind(key) === deviceKind;
  const user = await findUser(guard, selected);
  if (!isToken && (user === undefined || isSystem(guard))) return true;
  return isOwn(guard, selected, user);
}

/** It names people by an email, a phone or an external id, as a CRM does. */
function isSystem({ touchpoint, ignored = [] }: Guard): boolean {
  return touchpoint.anonymousId === undefined && !ignored.some(({ kind }) => kind === 'anonymousId');
}

async function findUser(
  { dependencies: { identities, identityCache } }: Guard,
  selected: Selected,
): Promise<string | undefined> {
  if ('user' in selected) return selected.user;
  const key = ownerKey(selected.profileId);
  const cached = identityCache.get(key);
  if (cached !== undefined) return cached;
  const { profileId } = await findBoundEnd(identities, key, { consistent: true });
  if (profileId !== undefined) identityCache.set(key, profileId);
  return profileId;
}

/** The session was stated with the user id, or the profile has it. */
async function isOwn(
  { dependencies, directory, keys, touchpoint: { anonymousId } }: Guard,
  selected: Selected,
  user: string | undefined,
): Promise<boolean> {
  const session = keys.find(({ type, value }) => type === 'anonymousId' && value === anonymousId);
  const binding = session && (await directory.readBinding(session));
  if (user !== undefined && binding?.user === user) return true;
  if ('user' in selected) return false;
  const profile = await dependencies.profiles.load(selected.profileId, { consistent: true });
  return profile !== undefined && isSessionOf(profile, session?.value);
}
