/** How the ids of one kind are read: their normal form, the values that identify no one, and how many a profile has. */
import { normalizePhone } from '../channels/normal-forms.ts';
import type { IdentifierPolicy, IdentityPolicy, IdForm } from '../model/documents/identity-policy.ts';
import type { IdentityKey } from '../model/touchpoint.ts';
import { isPlaceholder } from '../touchpoint/identity-keys.ts';
import { isId, trimId } from '../touchpoint/read-id.ts';
import { makeMatcher } from './match-values.ts';

/** The device token of a touchpoint, in its normal form. It is an id only if the policy says so. */
export const deviceKind = 'deviceToken';

/** The id of an account. It is no id of a person, but placeholders name none either. */
export const accountKind = 'groupId';

/** The name of a key's kind in the policy: its type, of an external id the type that the source gives. */
export function nameKind({ type, value }: IdentityKey): string {
  return type === 'externalId' ? value.slice(0, value.indexOf(':')) : type;
}

/** What the policy says of a kind; nothing, if it does not name it. */
export function policyOf(policy: IdentityPolicy | undefined, kind: string): IdentifierPolicy {
  const { kinds = {} } = policy ?? {};
  return (Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? {};
}

const forms: Readonly<Record<IdForm, (text: string) => string>> = {
  'lower-case': (text) => text.toLowerCase(),
  'no-separators': (text) => text.replace(/[\s._/-]/g, ''),
  digits: (text) => text.replace(/\D/g, ''),
  'no-leading-zeros': (text) => text.replace(/^[0\s]+(?=\S)/, ''),
};

/** The form in which values of the key's kind are compared; undefined when nothing is left. */
export function normalizeKey(key: IdentityKey, policy: IdentityPolicy | undefined): IdentityKey | undefined {
  const kind = nameKind(key);
  const { normalize } = policyOf(policy, kind);
  if (normalize === undefined || key.type === 'email' || key.type === 'phone') return key;
  const prefix = key.type === 'externalId' ? `${kind}:` : '';
  let value = trimId(key.value.slice(prefix.length));
  for (const [name, apply] of Object.entries(forms)) {
    if (normalize.includes(name as IdForm)) value = trimId(apply(value));
  }
  return isId(value) ? { type: key.type, value: prefix + value } : undefined;
}

/** E.164 of a phone that may be stated without its country; `prefix`: the calling code of those. */
export function readNationalPhone(text: string, prefix: string): string | undefined {
  const known = normalizePhone(text);
  const digits = text.normalize('NFKC').replace(/[\s().\-/]/g, '');
  if (known !== undefined || !/^\d{4,14}$/.test(digits) || digits.startsWith('00')) return known;
  // What is dialled within these countries only, in front of ten digits.
  const trunk = prefix === '+1' ? '1' : prefix === '+7' ? '8' : '';
  const isLong = trunk !== '' && digits.length === 11 && digits.startsWith(trunk);
  return normalizePhone(prefix + (isLong ? digits.slice(1) : digits));
}

/** Whether the value identifies no one. `stated`: as the source wrote it. */
export function isNever(key: IdentityKey, stated: string, policy: IdentityPolicy | undefined): boolean {
  const { never, allow } = findMatchers(policy, nameKind(key), key);
  const value = key.type === 'externalId' ? key.value.slice(nameKind(key).length + 1) : key.value;
  const isListed = (matches: (text: string) => boolean) => matches(value) || matches(stated);
  return isListed(never) || (isPlaceholder(key) && !isListed(allow));
}

interface Matchers {
  readonly never: (text: string) => boolean;
  readonly allow: (text: string) => boolean;
}

const known = new WeakMap<IdentityPolicy, Map<string, Matchers>>();
const nothing: Matchers = { never: () => false, allow: () => false };

/** Lists can be long: they are prepared once per policy. */
function findMatchers(policy: IdentityPolicy | undefined, kind: string, key: IdentityKey): Matchers {
  if (policy === undefined) return nothing;
  const byKind = known.get(policy) ?? new Map<string, Matchers>();
  known.set(policy, byKind);
  let matchers = byKind.get(kind);
  if (matchers === undefined) {
    const { never = [], allow = [] } = policyOf(policy, kind);
    const prepare = (texts: readonly string[]) =>
      makeMatcher(texts, (text) => normalizeListed(key, kind, text, policy));
    matchers = { never: prepare(never), allow: prepare(allow) };
    byKind.set(kind, matchers);
  }
  return matchers;
}

/** A listed value in the form of the ids that it is compared with. */
function normalizeListed(
  { type }: IdentityKey,
  kind: string,
  text: string,
  policy: IdentityPolicy,
): string | undefined {
  if (type === 'phone') return readNationalPhone(text, policyOf(policy, kind).phonePrefix ?? '');
  const prefix = type === 'externalId' ? `${kind}:` : '';
  return normalizeKey({ type, value: prefix + trimId(text) }, policy)?.value.slice(prefix.length);
}
