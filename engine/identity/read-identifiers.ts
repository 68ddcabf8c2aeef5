/** Reads the ids of a touchpoint as the contact policy has them. Loaded by the first touchpoint that needs it. */
import { omitAbsent } from '../base/omit-absent.ts';
import type { IdentityPolicy } from '../model/documents/identity-policy.ts';
import type { IdentityKey, IgnoredId, Touchpoint } from '../model/touchpoint.ts';
import { compareStrength, identityKeys } from '../touchpoint/identity-keys.ts';
import { readDeviceAddress } from '../touchpoint/read-device.ts';
import { trimId } from '../touchpoint/read-id.ts';
import {
  accountKind,
  deviceKind,
  isNever,
  nameKind,
  normalizeKey,
  policyOf,
  readNationalPhone,
} from './identity-rules.ts';

export interface Identifiers {
  /** With the normal forms of its ids, and without user, anonymous and account ids that identify no one. */
  readonly touchpoint: Touchpoint;
  /** In the order in which they select the profile. */
  readonly keys: readonly IdentityKey[];
  readonly ignored?: readonly IgnoredId[];
  /** Maximum of such ids per profile. Absent: no key has one. */
  readonly limits?: ReadonlyMap<IdentityKey, number>;
}

export function readIdentifiers(given: Touchpoint, policy: IdentityPolicy | undefined): Identifiers {
  if (given.profileId !== undefined) return { touchpoint: given, keys: [] };
  const touchpoint = { ...given };
  const keys: IdentityKey[] = [];
  const ignored: IgnoredId[] = [];
  for (const stated of listStated(given, policy)) {
    const kind = nameKind(stated);
    const key = normalizeKey(stated, policy);
    const isIgnored = key === undefined || isNever(key, readValue(stated), policy);
    if (isIgnored) ignored.push({ kind, note: 'the value identifies no one' });
    else if (policyOf(policy, kind).unique === false) ignored.push({ kind });
    else if (!keys.some(({ type, value }) => type === key.type && value === key.value)) keys.push(key);
    if (stated.type !== 'userId' && stated.type !== 'anonymousId') continue;
    if (isIgnored) delete touchpoint[stated.type];
    else touchpoint[stated.type] = key.value;
  }
  if (namesNoAccount(touchpoint, policy)) {
    const fields = Object.entries(touchpoint.context);
    touchpoint.context = Object.fromEntries(fields.filter(([name]) => name !== 'groupId'));
    ignored.push({ kind: accountKind, note: 'the value names no account' });
  }
  keys.sort(makeOrder(policy));
  const limits = new Map(
    keys.flatMap((key) => {
      const { max } = policyOf(policy, nameKind(key));
      return max === undefined ? [] : [[key, max] as const];
    }),
  );
  return {
    touchpoint,
    keys,
    ...omitAbsent({
      ignored: ignored.length === 0 ? undefined : ignored,
      limits: limits.size === 0 ? undefined : limits,
    }),
  };
}

function listStated(touchpoint: Touchpoint, policy: IdentityPolicy | undefined): readonly IdentityKey[] {
  const keys = [...identityKeys(touchpoint)];
  const { phone } = touchpoint.traits;
  const { phonePrefix } = policyOf(policy, 'phone');
  if (typeof phone === 'string' && phone.length <= 40 && phonePrefix !== undefined) {
    const value = readNationalPhone(phone, phonePrefix);
    if (value !== undefined) keys.push({ type: 'phone', value });
  }
  if (policyOf(policy, deviceKind).unique !== true || touchpoint.source === 'percorso') return keys;
  const address = readDeviceAddress(touchpoint);
  if (address !== undefined && address !== 'invalid')
    keys.push({ type: 'externalId', value: `${deviceKind}:${address}` });
  return keys;
}

/** Everyone whose source has no account would be in one. */
function namesNoAccount({ context }: Touchpoint, policy: IdentityPolicy | undefined): boolean {
  const { groupId } = context;
  if (typeof groupId !== 'string' && typeof groupId !== 'number') return false;
  const id = trimId(String(groupId));
  return id !== '' && isNever({ type: 'externalId', value: `${accountKind}:${id}` }, id, policy);
}

function readValue({ type, value }: IdentityKey): string {
  return type === 'externalId' ? value.slice(value.indexOf(':') + 1) : value;
}

/** `userId`, the kinds with a priority, then the others in the built-in order. */
function makeOrder(policy: IdentityPolicy | undefined): (left: IdentityKey, right: IdentityKey) => number {
  const { priority = [] } = policy ?? {};
  const rank = (key: IdentityKey) => {
    if (key.type === 'userId') return -1;
    const index = priority.indexOf(nameKind(key));
    return index < 0 ? priority.length : index;
  };
  return (left, right) => rank(left) - rank(right) || compareStrength(left, right);
}
