/** The one time zone of a country, from the platform's own data (CLDR, through Intl.Locale). */
import { DAY } from '../base/time-units.ts';
import { isZone, offsetAt } from './zone-offset.ts';

/** TypeScript's ES2024 does not know it yet; every engine this runs on has the method or the older property. */
interface LocaleZones {
  readonly timeZones?: readonly string[];
  getTimeZones?(): readonly string[] | undefined;
}

const weekLength = 7 * DAY;
/** Two years from 2026-01-01, in weeks: countries whose zones show the same clocks all that time count as one zone. */
const sampledFrom = 1_767_225_600_000;
const sampleCount = 104;

/** Countries that CLDR knows no zones of. */
const others: Readonly<Record<string, string>> = {
  AC: 'Atlantic/St_Helena',
  TA: 'Atlantic/St_Helena',
  XK: 'Europe/Belgrade',
};

/** By ISO code; undefined = several zones, or none. At most 26 × 26 codes get here. */
const known = new Map<string, string | undefined>();

/** ISO 3166 code in capitals, old ones replaced (`UK` → `GB`); undefined when it is not a two-letter code. */
export function readCountry(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return undefined;
  return code === 'UK' ? 'GB' : code;
}

/** A zone for the country (`IT`), if all of it has the same time all year. */
export function findCountryZone(country: string): string | undefined {
  if (known.has(country)) return known.get(country);
  const zone = findOnlyZone(country);
  known.set(country, zone);
  return zone;
}

function findOnlyZone(country: string): string | undefined {
  const locale: Intl.Locale & LocaleZones = new Intl.Locale(`und-${country}`);
  const listed = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  const [first, ...rest] = listed;
  if (first === undefined || !isZone(first)) return others[country];
  // The first that differs is enough: the United States have 29 zones, and each needs a formatter.
  return rest.every((zone) => isZone(zone) && isSameTime(first, zone)) ? first : undefined;
}

function isSameTime(one: string, other: string): boolean {
  for (let week = 0; week < sampleCount; week++) {
    const at = sampledFrom + week * weekLength;
    if (offsetAt(at, one) !== offsetAt(at, other)) return false;
  }
  return true;
}
