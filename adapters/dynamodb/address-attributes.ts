/** Attributes of the item of an address. */
import type { AddressConsent } from '../../engine/model/address-statement.ts';
import { type Item, makeNumber } from './attributes.ts';

export const addressEntity = 'Address';

const consentPrefix = 'consent:';

export function nameConsent(key: string): string {
  return `${consentPrefix}${key}`;
}

/** A consent is one number, twice its moment, plus one for a no: the later one is greater, and at one moment the no. */
export function encodeConsent({ at, state }: AddressConsent): Item[string] {
  return makeNumber(at * 2 + (state === 'denied' ? 1 : 0));
}

/** When each yes or no was said (epoch ms); undefined when there is none. */
export function readMoments(item: Item, state: AddressConsent['state']): Record<string, number> | undefined {
  const remainder = state === 'denied' ? 1 : 0;
  const said = Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(consentPrefix) && Number(value.N) % 2 === remainder
      ? [[name.slice(consentPrefix.length), (Number(value.N) - remainder) / 2] as const]
      : [],
  );
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

export function readConsents(item: Item): Record<string, 'granted' | 'denied'> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      name.startsWith(consentPrefix)
        ? [
            [
              name.slice(consentPrefix.length),
              Number(value.N) % 2 === 0 ? ('granted' as const) : ('denied' as const),
            ],
          ]
        : [],
    ),
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
  return { state: encoded % 2 === 1 ? 'denied' : 'granted', at: Math.floor(encoded / 2) };
}
