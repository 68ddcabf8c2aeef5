/** Where a person's time zone comes from. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../engine/base/json.ts';
import { findCountries } from '../../../engine/channels/calling-codes.ts';
import type { TimeZonePolicy } from '../../../engine/model/documents/policy-document.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { findZone } from '../../../engine/policy/find-zone.ts';
import { findCountryZone } from '../../../engine/time/country-zone.ts';
import { isZone, offsetAt } from '../../../engine/time/zone-offset.ts';

function findFor(traits: Readonly<Record<string, Json>>, timeZone?: TimeZonePolicy) {
  const stated = Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, { value, at: 0 }]));
  const profile: Profile = { ...createProfile('p1', 0), traits: stated };
  const { zone, isKnown } = findZone(profile, timeZone === undefined ? {} : { timeZone });
  return isKnown ? zone : `${zone}?`;
}

describe('a person is taken to live in the zone', () => {
  it.each([
    ['of their own trait', { timezone: 'Asia/Tokyo', country: 'IT' }, 'Asia/Tokyo'],
    ['of that trait as others spell it', { time_zone: ' Asia/Tokyo ' }, 'Asia/Tokyo'],
    ['of the other trait when one is no zone', { timezone: 'JST+9', time_zone: 'Asia/Tokyo' }, 'Asia/Tokyo'],
    ['of their country when the trait is no zone', { timezone: '+09:00', country: 'IT' }, 'Europe/Rome'],
    ['of their country when the trait is no text', { timezone: 9, country: 'IT' }, 'Europe/Rome'],
    ['of their country in small letters', { country: 'it' }, 'Europe/Rome'],
    ['of a country by its other code', { country: 'UK' }, 'Europe/London'],
    ['of a country whose zones show one time', { country: 'DE' }, 'Europe/Berlin'],
    ['of a country that CLDR has no zone for', { country: 'XK' }, 'Europe/Belgrade'],
    ['of their phone', { phone: '+39 333 123-4567' }, 'Europe/Rome'],
    ['of their phone when the country has several', { country: 'US', phone: '+393331234567' }, 'Europe/Rome'],
    ['of the longest prefix', { phone: '+77011234567' }, 'Asia/Almaty'],
    ['of a Caribbean number', { phone: '+12465551234' }, 'America/Barbados'],
  ])('%s', (_title, traits, zone) => expect(findFor(traits)).toBe(zone));
});

describe('a zone stays unknown', () => {
  it.each([
    ['of an unknown person', {}],
    ['of a country with several zones', { country: 'US' }],
    ['of a number that can be in the United States or Canada', { phone: '+14155551234' }],
    ['of a number in a country with several zones', { phone: '+5511912345678' }],
    ['of a number whose prefix determines no zone', { phone: '+262639123456' }],
    ['of a satellite phone', { phone: '+881612345678' }],
    ['of a number without its country', { phone: '3331234567' }],
    ['of a country that is none', { country: 'ZZ' }],
    ['of a country by its name', { country: 'Italy' }],
    ['of a trait from the prototype', { country: '__proto__' }],
  ])('%s', (_title, traits) => expect(findFor(traits)).toBe('UTC?'));
});

describe('the policy', () => {
  const north = { US: 'America/New_York', CA: 'America/New_York' };
  it.each([
    [
      'chooses a zone for a country with several',
      { country: 'US' },
      { countries: north },
      'America/New_York',
    ],
    ['overrules the zone of a country', { country: 'IT' }, { countries: { IT: 'UTC' } }, 'UTC'],
    ['overrules it for phones too', { phone: '+393331234567' }, { countries: { IT: 'UTC' } }, 'UTC'],
    ['may make +1 one zone', { phone: '+14155551234' }, { countries: north }, 'America/New_York'],
    [
      'cannot by naming one of the two countries',
      { phone: '+14155551234' },
      { countries: { US: 'America/New_York' } },
      'UTC?',
    ],
    ['names the fallback', {}, { fallback: 'Europe/Rome' }, 'Europe/Rome?'],
    ['whose fallback is no zone falls back to UTC', {}, { fallback: 'Rome' }, 'UTC?'],
    [
      'with an invalid zone for a country is skipped',
      { country: 'IT' },
      { countries: { IT: 'Rome' } },
      'Europe/Rome',
    ],
    [
      'sets the order',
      { timezone: 'Asia/Tokyo', country: 'IT' },
      { from: ['country', 'trait'] },
      'Europe/Rome',
    ],
    ['leaves sources out', { timezone: 'Asia/Tokyo', country: 'IT' }, { from: ['phone'] }, 'UTC?'],
  ] satisfies [string, Record<string, Json>, TimeZonePolicy, string][])(
    '%s',
    (_title, traits, policy, zone) => {
      expect(findFor(traits, policy)).toBe(zone);
    },
  );
});

describe('the tables', () => {
  it.each(['US', 'CA', 'BR', 'AU', 'RU', 'MX', 'ES', 'PT', 'NZ', 'ID', 'CL', 'CN'])(
    'give no zone to %s, which has several times',
    (country) => expect(findCountryZone(country)).toBeUndefined(),
  );

  it('give every calling code a country that the platform knows zones of', () => {
    const numbers = Array.from({ length: 9999 }, (_, index) => `+${index + 1}00000000`);
    const countries = new Set(numbers.flatMap(findCountries));
    expect(countries.size).toBeGreaterThan(220);
    const zones = [...countries].map(findCountryZone).filter((zone) => zone !== undefined);
    expect(zones.length).toBeGreaterThan(195);
    expect(zones.every(isZone)).toBe(true);
  });

  it('agree with the known zones of some countries', () => {
    const at = Date.parse('2026-07-01T00:00Z');
    const hours = (phone: string) => {
      const zone = findFor({ phone });
      return zone.endsWith('?') ? undefined : offsetAt(at, zone) / 3_600_000;
    };
    expect(
      ['+442079460000', '+4930123456', '+911234567890', '+9771234567', '+81312345678', '+2348012345678'].map(
        hours,
      ),
    ).toEqual([1, 2, 5.5, 5.75, 9, 1]);
  });
});
