/** Finds the person that a command is about: by profile id or by an identity key. */
import { normalizeEmail, normalizePhone } from '../../engine/channels/normal-forms.ts';
import { normalizeKey, policyOf, readNationalPhone } from '../../engine/identity/identity-rules.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { readExternalId } from '../../engine/touchpoint/identity-keys.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';
import { loadPublished } from '../publish/load-published.ts';

/**
 * `person`: a profile id, or `userId:42`, `email:a@example.com`, `loyalty:0042` (a kind that the policy declares), ...;
 * undefined when no profile has that key. Ids are read as its policy reads them, `undefined` where no policy is known.
 * Throws RequestInvalidError.
 */
export async function findProfileId(
  person: string,
  identities: IdentityStore,
  programs: ProgramReader | undefined,
): Promise<string | undefined> {
  checkGiven(person);
  if (!person.includes(':')) return person;
  const published = programs === undefined ? undefined : await loadPublished(programs);
  const key = readIdentity(person, published?.policy.identity);
  return key === undefined ? person : findOwner(identities, key, { consistent: true });
}

/**
 * `person`: a user id, a profile id, or `email:a@example.com`, ...; returned as it is when no profile has that key.
 * Throws RequestInvalidError.
 */
export async function findPersonId(
  person: string,
  identities: IdentityStore,
  programs: ProgramReader | undefined,
): Promise<string> {
  checkGiven(person);
  const key = person.includes(':') ? person : `userId:${person}`;
  return (await findProfileId(key, identities, programs)) ?? person;
}

/** The key that `person` names; a text without a colon is a user id. Throws RequestInvalidError. */
export function findPersonKey(person: string, policy: IdentityPolicy | undefined): IdentityKey | undefined {
  checkGiven(person);
  return readIdentity(person.includes(':') ? person : `userId:${person}`, policy);
}

function checkGiven(person: string): void {
  if (person.trim() === '')
    throw new RequestInvalidError(
      'The person is empty.',
      'Name the person as in userId:42 or email:a@b.example.',
    );
}

const identityTypes = ['userId', 'anonymousId', 'email', 'phone', 'externalId'] as const;

/** Normalizes keys as touchpoints do, so that any spelling of an id finds its person. */
function readIdentity(person: string, policy: IdentityPolicy | undefined): IdentityKey | undefined {
  const at = person.indexOf(':');
  const name = person.slice(0, at).toLowerCase();
  const type = identityTypes.find((each) => each.toLowerCase() === name);
  const declared = Object.keys(policy?.kinds ?? {}).find((kind) => kind.toLowerCase() === name);
  if (at < 0 || (type ?? declared) === undefined) return undefined;
  const value = person.slice(at + 1).trim();
  if (value === '') throw new RequestInvalidError(`"${person}" has no value.`, 'Write it as in userId:42.');
  const key = readKey(type, type === undefined ? `${declared}:${value}` : value, policy);
  return normalizeKey(key, policy) ?? key;
}

function readKey(
  type: (typeof identityTypes)[number] = 'externalId',
  value: string,
  policy: IdentityPolicy | undefined,
): IdentityKey {
  if (type === 'email') return { type, value: normalizeEmail(value) ?? value };
  if (type === 'phone') {
    const { phonePrefix } = policyOf(policy, type);
    const phone = phonePrefix === undefined ? normalizePhone(value) : readNationalPhone(value, phonePrefix);
    return { type, value: phone ?? value };
  }
  return type === 'externalId' ? readExternal(value) : { type, value };
}

/** An external id of type `email` or `phone` is the key that the trait gives. */
function readExternal(value: string): IdentityKey {
  const at = value.indexOf(':');
  const known = readExternalId({ type: value.slice(0, Math.max(at, 0)), id: value.slice(at + 1) });
  return known ?? { type: 'externalId', value };
}
