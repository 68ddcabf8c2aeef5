/** Reads how a touchpoint identifies its person: identity keys, strongest first, in one normal form. */
import { normalizeEmail, normalizePhone } from '../channels/normal-forms.ts';
import type { IdentityKey, Touchpoint } from '../model/touchpoint.ts';
import { isId, trimId } from './read-id.ts';

const maxValueLength = 320;
export const maxExternalIds = 10;

/**
 * userId, anonymousId, email, phone, external ids (`type:id`, at most 10). Malformed ids are left out. Keys of
 * one type are in the order of their values: all callers must agree on which of two keys is the stronger.
 */
export function identityKeys(touchpoint: Touchpoint): readonly IdentityKey[] {
  const keys: IdentityKey[] = [];
  if (touchpoint.userId !== undefined) keys.push({ type: 'userId', value: touchpoint.userId });
  if (touchpoint.anonymousId !== undefined) keys.push({ type: 'anonymousId', value: touchpoint.anonymousId });
  const email = readEmail(touchpoint.traits['email']);
  if (email !== undefined) keys.push({ type: 'email', value: email });
  const phone = readPhone(touchpoint.traits['phone']);
  if (phone !== undefined) keys.push({ type: 'phone', value: phone });
  const externalIds = touchpoint.context['externalIds'];
  if (Array.isArray(externalIds)) {
    for (const external of externalIds.slice(0, maxExternalIds)) addExternalId(keys, external);
    keys.sort(compareStrength);
  }
  return keys;
}

const strengths = {
  userId: 0,
  anonymousId: 1,
  email: 2,
  phone: 3,
  externalId: 4,
  owner: 5,
  slot: 6,
} as const;

/** Whether the first of two different keys is the stronger one. */
export function isStronger(left: IdentityKey, right: IdentityKey): boolean {
  return compareStrength(left, right) < 0;
}

/** Less than 0: the first of two different keys is the stronger one. */
export function compareStrength(left: IdentityKey, right: IdentityKey): number {
  return strengths[left.type] - strengths[right.type] || (left.value < right.value ? -1 : 1);
}

/** What sources send when they have no id, and ids of which characters were lost: these values name many people. */
const placeholder =
  /^(.+:)?([-0 ]*|-1|null|nil|none|nan|n\/a|undefined|unknown|anonymous|guest|true|false|\(not set\)|\[object object\])$|^(null|undefined|none|no-?e?mail)@|^test@test\.|^\+\d*(\d)\4{7}$|\ufffd/i;

/** Whether the key identifies no one, unless the policy allows it. */
export function isPlaceholder({ value }: Pick<IdentityKey, 'value'>): boolean {
  return placeholder.test(value);
}

function addExternalId(keys: IdentityKey[], external: unknown): void {
  const key = readExternalId(external);
  if (key !== undefined && !keys.some((known) => known.type === key.type && known.value === key.value)) {
    keys.push(key);
  }
}

/** Ids with a place of their own, and the internal kinds of keys: an external id of such a type would be mistaken for one. */
export const reservedTypes: readonly unknown[] = [
  ...['userId', 'anonymousId', 'deviceToken', 'groupId'],
  ...['profileId', 'externalId', 'owner', 'slot'],
];

/**
 * The key that `{ id, type }` is; undefined when it is none. An external id of type `email` or `phone` is the same key
 * as the trait.
 */
export function readExternalId(external: unknown): IdentityKey | undefined {
  if (external === null || typeof external !== 'object') return undefined;
  const { id, type } = external as { id?: unknown; type?: unknown };
  if (typeof type !== 'string') return undefined;
  const value = trimId(typeof id === 'number' ? String(id) : typeof id === 'string' ? id : '');
  const name = trimId(type);
  // `a:b` and `c` must not be the same key as `a` and `b:c`.
  if (!isId(value) || !isId(name) || name.length > 60 || name.includes(':') || reservedTypes.includes(name))
    return undefined;
  return makeExternalKey(name, value);
}

function makeExternalKey(type: string, id: string): IdentityKey | undefined {
  if (type === 'email') {
    const email = readEmail(id);
    return email === undefined ? undefined : { type: 'email', value: email };
  }
  if (type === 'phone') {
    const phone = readPhone(id);
    return phone === undefined ? undefined : { type: 'phone', value: phone };
  }
  return { type: 'externalId', value: `${type}:${id}` };
}

function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > maxValueLength || !value.isWellFormed()) return undefined;
  return normalizeEmail(value);
}

function readPhone(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 40 ? normalizePhone(value) : undefined;
}
