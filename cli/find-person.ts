/** Finds the person that a command is about: by profile id or by an identity key. */
import { findOwner } from '../app/identity/find-owner.ts';
import type { IdentityStore } from '../app/ports/ports.ts';
import { normalizeEmail, normalizePhone } from '../engine/channels/normal-forms.ts';
import type { IdentityKey } from '../engine/model/touchpoint.ts';
import { type CommandResult, UsageError } from './command-result.ts';

/** `person`: a profile id, or `userId:42`, `email:a@example.com`, ...; undefined when no profile has that key. Throws UsageError. */
export async function findProfileId(person: string, identities: IdentityStore): Promise<string | undefined> {
  const key = readIdentity(person);
  return key === undefined ? person : findOwner(identities, key, { consistent: true });
}

/** The result of a command when no profile is found. */
export function describeNobody(person: string): CommandResult {
  const problem = `No profile found for ${person}.`;
  const remedy =
    'Give a profile id, or userId:..., anonymousId:..., email:..., phone:+39..., externalId:type:id.';
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_person', problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
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
  if (value === '') throw new UsageError(`"${person}" has no value.`, 'Write it as in userId:42.');
  const normal = normalForms[type]?.(value) ?? value;
  return { type, value: normal };
}
