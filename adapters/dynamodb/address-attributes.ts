/** Attributes of the item of an address. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { AddressConsent, DeviceHolder } from '../../engine/model/address-statement.ts';
import type { PersonEvent } from '../../engine/model/effects.ts';
import { type Item, makeNumber, makeText } from './attributes.ts';

export const addressEntity = 'Address';
export const usedName = 'usedAt';

const consentPrefix = 'consent:';

export function nameConsent(key: string): string {
  return `${consentPrefix}${key}`;
}

/**
 * A consent is one number, twice its moment, plus one for a no, plus a half for a confirmed yes to a topic: the later
 * one is greater, and at one moment the stricter.
 */
export function encodeConsent({ at, state, confirmed }: AddressConsent): Item[string] {
  return makeNumber(at * 2 + (state === 'denied' ? 1 : confirmed === true ? 0.5 : 0));
}

/** When each yes, no or confirmed yes was said (epoch ms); undefined when there is none. */
export function readMoments(
  item: Item,
  kind: AddressConsent['state'] | 'confirmed',
): Record<string, number> | undefined {
  const said = listConsents(item).filter(([, { state, confirmed }]) =>
    kind === 'confirmed' ? confirmed === true : state === kind,
  );
  return said.length === 0 ? undefined : Object.fromEntries(said.map(([key, { at }]) => [key, at]));
}

export function readConsents(item: Item): Record<string, 'granted' | 'denied'> {
  return Object.fromEntries(listConsents(item).map(([key, { state }]) => [key, state]));
}

function listConsents(item: Item): readonly (readonly [string, AddressConsent])[] {
  return Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(consentPrefix)
      ? [[name.slice(consentPrefix.length), decodeConsent(Number(value.N))] as const]
      : [],
  );
}

const statedPrefix = 'stated:';

/** What a person stated by the preference centre, on the item of the address of the link. */
export function nameStated(profileId: string, key: string): string {
  return `${statedPrefix}${profileId}:${key}`;
}

export function readStatedConsents(item: Item, profileId: string): Record<string, AddressConsent> {
  const prefix = nameStated(profileId, '');
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), decodeConsent(Number(value.N))] as const] : [],
    ),
  );
}

function decodeConsent(encoded: number): AddressConsent {
  const [at, rest] = [Math.floor(encoded / 2), encoded - Math.floor(encoded / 2) * 2];
  if (rest === 1) return { state: 'denied', at };
  return rest === 0 ? { state: 'granted', at } : { state: 'granted', at, confirmed: true };
}

export const holderName = 'holder';

/** One text that is greater for the later of two holders: moment, profile id, and the profile that had it before. */
export function encodeHolder({ profileId, at, former }: DeviceHolder): Item[string] {
  const words = [String(Math.max(0, at)).padStart(momentDigits, '0'), profileId, former];
  return makeText(words.filter((word) => word !== undefined).join(' '));
}

const momentDigits = 15;

export function readHolder({ [holderName]: holder }: Item): DeviceHolder | undefined {
  const [at, profileId, former] = holder?.S?.split(' ') ?? [];
  return profileId === undefined ? undefined : { profileId, at: Number(at), ...omitAbsent({ former }) };
}

/** The profiles that the item of an address names: the device's holders, and people who stated something by a link. */
export function listNamedProfiles(item: Item): readonly string[] {
  const holder = readHolder(item);
  const stated = Object.keys(item).flatMap((name) =>
    name.startsWith(statedPrefix) ? [name.slice(statedPrefix.length).split(':')[0] ?? ''] : [],
  );
  const waiting = (item['unreported']?.SS ?? []).map((text) => (JSON.parse(text) as PersonEvent).profileId);
  const all = [holder?.profileId, holder?.former, ...stated, ...waiting];
  return [...new Set(all.filter((each) => each !== undefined && each !== ''))] as string[];
}
