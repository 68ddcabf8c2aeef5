/**
 * What becomes of a touchpoint that states an id of an erased person. Loaded with the first new id of a stage that has
 * erased anyone: docs/adr/0101.
 */
import { readStatements } from '../../engine/channels/stated-consents.ts';
import { deviceKind, nameKind, normalizeKey } from '../../engine/identity/identity-rules.ts';
import { type Identifiers, readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { IdentityKey, Touchpoint } from '../../engine/model/touchpoint.ts';
import { isImported } from '../../engine/touchpoint/read-import.ts';
import type { IdentityCache } from '../identity/identity-cache.ts';
import type { IdentityDirectory } from '../identity/identity-directory.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { ErasureReader } from '../ports/erasure-register.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { restoreFacts } from './erased-facts.ts';
import { PersonErasedError } from './person-erased-error.ts';

export interface LeaveOutPorts {
  readonly identities: Pick<IdentityStore, 'find' | 'keep' | 'rebind'>;
  readonly profiles: Pick<ProfileStore, 'loadStored'>;
  readonly identityCache: Pick<IdentityCache, 'delete'>;
}

/** Without the erased ids. Throws PersonErasedError if the touchpoint is of the erased person. */
export async function leaveOutErased(
  ports: LeaveOutPorts,
  register: Pick<ErasureReader, 'find' | 'lift'>,
  directory: Pick<IdentityDirectory, 'get' | 'read'>,
  person: Identifiers,
  policy: IdentityPolicy | undefined,
): Promise<Identifiers> {
  const { identities, identityCache } = ports;
  const { touchpoint, keys } = person;
  // This process can remember a binding that an erasure has removed, also of an id that is one again.
  for (const key of keys) identityCache.delete(key);
  await directory.read(keys);
  const former = listFormer(touchpoint, policy);
  const stated = [
    ...keys,
    ...former.filter(({ type, value }) => !keys.some((key) => isSame(key, type, value))),
  ];
  const marks = await register.find(stated);
  const erased = stated.filter((_, index) => marks[index] !== undefined);
  if (erased.length === 0) return person;
  const erasedAt = Math.max(...marks.map((mark) => mark?.at ?? 0));
  if (isReturn(touchpoint, erasedAt)) {
    for (const key of erased) await liftErasure(register, identities, key, touchpoint.occurredAt);
    return person;
  }
  const kept = keys.filter((key) => !erased.includes(key));
  if (kept.length === 0 || !isOfAnother(erased, kept, directory)) {
    await freeKeys(ports, kept);
    throw new PersonErasedError();
  }
  const isErased = (key: IdentityKey) => erased.some(({ type, value }) => isSame(key, type, value));
  return {
    ...person,
    touchpoint: withoutErased(touchpoint, policy, isErased),
    keys: kept,
    ignored: [
      ...(person.ignored ?? []),
      ...erased.map((key) => ({ kind: nameKind(key), note: 'the id of a person who was erased' })),
    ],
  };
}

/** An earlier delivery of the event has bound them, before it found that the profile was erased. */
async function freeKeys(
  { identities, profiles }: LeaveOutPorts,
  keys: readonly IdentityKey[],
): Promise<void> {
  for (const key of keys) {
    const [binding] = await identities.find([key], { consistent: true });
    if (binding === undefined || !('profileId' in binding)) continue;
    const stored = await profiles.loadStored(binding.profileId);
    if (stored?.erasedAt !== undefined) await identities.rebind(key, binding, undefined);
  }
}

/** The facts first: once the key is lifted, no redelivery would restore them. Again if another one came meanwhile. */
export async function liftErasure(
  register: Pick<ErasureReader, 'find' | 'lift'>,
  addresses: Pick<AddressBook, 'keep'>,
  key: IdentityKey,
  at: number,
): Promise<void> {
  let isLifted = false;
  while (!isLifted) {
    const [mark] = await register.find([key]);
    if (mark === undefined) return;
    await restoreFacts(addresses, key, mark);
    isLifted = await register.lift(key, at, mark.facts ?? []);
  }
}

/** The person is back, and says yes: at any time after the erasure, and not as a row of a list. */
function isReturn(touchpoint: Touchpoint, erasedAt: number): boolean {
  if (touchpoint.occurredAt <= erasedAt || isImported(touchpoint)) return false;
  const statements = readStatements(touchpoint.context['consent']) ?? [];
  return statements.some(({ key, state }) => key !== undefined && state === 'granted');
}

/**
 * A browser or a phone that is known does not make it the event of another person: the erased one has signed in there, and
 * what the event states would become the visitor's.
 */
function isOfAnother(
  erased: readonly IdentityKey[],
  kept: readonly IdentityKey[],
  directory: Pick<IdentityDirectory, 'get'>,
): boolean {
  if (erased.every(isOfDevice)) return true;
  const isOfUser = erased.some(({ type }) => type === 'userId');
  return !isOfUser && kept.some((key) => !isOfDevice(key) && directory.get(key) !== undefined);
}

/** The former id of an `alias` call can be that of a user or of a session, whichever of them leads to someone now. */
function listFormer({ context }: Touchpoint, policy: IdentityPolicy | undefined): readonly IdentityKey[] {
  const value = context['previousId'];
  if (typeof value !== 'string') return [];
  return (['userId', 'anonymousId'] as const).flatMap((type) => normalizeKey({ type, value }, policy) ?? []);
}

/** Another person can use the browser or the phone of the erased one. */
export function isOfDevice(key: IdentityKey): boolean {
  return key.type === 'anonymousId' || nameKind(key) === deviceKind;
}

function isSame(key: IdentityKey, type: string, value: string): boolean {
  return key.type === type && key.value === value;
}

/** Each field is read alone: it goes if the id in it is erased. */
function withoutErased(
  given: Touchpoint,
  policy: IdentityPolicy | undefined,
  isErased: (key: IdentityKey) => boolean,
): Touchpoint {
  const { userId, anonymousId, ...rest } = given;
  const bare: Touchpoint = { ...rest, traits: {}, context: {} };
  const isGone = (part: Partial<Touchpoint>) =>
    readIdentifiers({ ...bare, ...part }, policy).keys.some(isErased);
  const traits = Object.entries(given.traits).filter(
    ([name, value]) => !isGone({ traits: { [name]: value } }),
  );
  const context = Object.entries(given.context).flatMap(([name, value]) => {
    if (name === 'externalIds' && Array.isArray(value))
      return [[name, value.filter((id) => !isGone({ context: { externalIds: [id] } }))] as const];
    if (name === 'previousId')
      return listFormer(given, policy).some(isErased) ? [] : [[name, value] as const];
    return isGone({ context: { [name]: value } }) ? [] : [[name, value] as const];
  });
  return {
    ...rest,
    ...(userId === undefined || isGone({ userId }) ? undefined : { userId }),
    ...(anonymousId === undefined || isGone({ anonymousId }) ? undefined : { anonymousId }),
    traits: Object.fromEntries(traits),
    context: Object.fromEntries(context),
  };
}
