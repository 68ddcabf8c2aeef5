/** Finds the person that a command is about: by profile id or by an identity key. */
import { normalizeEmail, normalizePhone } from '../../engine/channels/normal-forms.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { readExternalId } from '../../engine/touchpoint/identity-keys.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';

/** `person`: a profile id, or `userId:42`, `email:a@example.com`, ...; undefined when no profile has that key. Throws RequestInvalidError. */
export async function findProfileId(person: string, identities: IdentityStore): Promise<string | undefined> {
  const key = readIdentity(person);
  return key === undefined ? person : findOwner(identities, key, { consistent: true });
}

/**
 * `person`: a user id, a profile id, or `email:a@example.com`, ...; returned as it is when no profile has that key.
 * Throws RequestInvalidError.
 */
export async function findPersonId(person: string, identities: IdentityStore): Promise<string> {
  const key = person.includes(':') ? person : `userId:${person}`;
  return (await findProfileId(key, identities)) ?? person;
}

const identityTypes = ['userId', 'anonymousId', 'email', 'phone', 'externalId'] as const;
type IdentityType = (typeof identityTypes)[number];

/** Normalizes keys as touchpoints do, so that any spelling of an address finds its person. */
const normalForms: Readonly<Partial<Record<IdentityType, (text: string) => string | undefined>>> = {
  email: normalizeEmail,
  phone: normalizePhone,
};

function readIdentity(person: string): IdentityKey | undefined {
  const at = person.indexOf(':');
  const type = identityTypes.find((name) => name.toLowerCase() === person.slice(0, at).toLowerCase());
  if (at < 0 || type === undefined) return undefined;
  const value = person.slice(at + 1).trim();
  if (value === '') throw new RequestInvalidError(`"${person}" has no value.`, 'Write it as in userId:42.');
  if (type === 'externalId') return readExternal(value);
  const normal = normalForms[type]?.(value) ?? value;
  return { type, value: normal };
}

/** An external id of type `email` or `phone` is the key that the trait gives. */
function readExternal(value: string): IdentityKey {
  const at = value.indexOf(':');
  const known = readExternalId({ type: value.slice(0, Math.max(at, 0)), id: value.slice(at + 1) });
  return known ?? { type: 'externalId', value };
}
