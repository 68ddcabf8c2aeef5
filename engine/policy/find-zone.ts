/** A person's time zone, from the profile's values, in the order of the contact policy. */

import { omitAbsent } from '../base/omit-absent.ts';
import { findCountries } from '../channels/calling-codes.ts';
import { normalizePhone } from '../channels/normal-forms.ts';
import type { PolicyDocument, TimeZonePolicy } from '../model/documents/policy-document.ts';
import { type Profile, readStated } from '../model/profile.ts';
import { findCountryZone, readCountry } from '../time/country-zone.ts';
import { isZone } from '../time/zone-offset.ts';
import { deviceZoneTrait } from '../touchpoint/read-person.ts';

export interface FoundZone {
  /** IANA name, as it was stated. */
  readonly zone: string;
  /** False: no source had a zone, `zone` is the policy's fallback. */
  readonly isKnown: boolean;
  /** The trait `state`, as it was stated. */
  readonly state?: string;
}

type Source = NonNullable<TimeZonePolicy['from']>[number];

const defaultOrder: readonly Source[] = ['trait', 'country', 'phone'];
const zoneTraits = ['timezone', 'time_zone', deviceZoneTrait];
/** Traits that a person's zone can be found from. */
export const zoneSources: readonly string[] = [...zoneTraits, 'country', 'phone'];

const sources: Readonly<Record<Source, (profile: Profile, policy: TimeZonePolicy) => string | undefined>> = {
  trait: findStatedZone,
  country: findZoneByCountry,
  phone: findZoneByPhone,
};

/**
 * The first source that gives a zone wins; one whose value gives none (a misspelt zone, a country with several) is
 * skipped.
 */
export function findZone(
  profile: Profile,
  { timeZone: policy = {} }: Pick<PolicyDocument, 'timeZone'>,
): FoundZone {
  const state = omitAbsent({ state: readText(profile, 'state') });
  for (const source of policy.from ?? defaultOrder) {
    const zone = sources[source](profile, policy);
    if (zone !== undefined) return { zone, isKnown: true, ...state };
  }
  const fallback = policy.fallback ?? 'UTC';
  return { zone: isZone(fallback) ? fallback : 'UTC', isKnown: false, ...state };
}

function findStatedZone(profile: Profile): string | undefined {
  for (const name of zoneTraits) {
    const zone = readText(profile, name);
    if (zone !== undefined && isZone(zone)) return zone;
  }
  return undefined;
}

function findZoneByCountry(profile: Profile, policy: TimeZonePolicy): string | undefined {
  const country = readCountry(readText(profile, 'country') ?? '');
  return country === undefined ? undefined : findZoneOf(country, policy);
}

/** A number that can be in several countries gives a zone only if it is the same in all of them. */
function findZoneByPhone(profile: Profile, policy: TimeZonePolicy): string | undefined {
  const phone = normalizePhone(readText(profile, 'phone') ?? '');
  if (phone === undefined) return undefined;
  const zones = findCountries(phone).map((country) => findZoneOf(country, policy));
  return zones.every((zone) => zone === zones[0]) ? zones[0] : undefined;
}

function findZoneOf(country: string, { countries = {} }: TimeZonePolicy): string | undefined {
  const chosen = Object.hasOwn(countries, country) ? countries[country] : undefined;
  return chosen !== undefined && isZone(chosen) ? chosen : findCountryZone(country);
}

function readText(profile: Profile, name: string): string | undefined {
  const value = readStated(profile, name);
  return typeof value === 'string' ? value.trim() : undefined;
}
