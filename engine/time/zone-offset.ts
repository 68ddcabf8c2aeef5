/** Time zones from the platform's own data: how far a zone's clocks are from UTC at a moment. */
import { isReachable } from './calendar.ts';

/** A zone that the platform does not know; documents and traits are checked with `isZone` before they get here. */
export class TimeZoneUnknownError extends Error {
  readonly code = 'time_zone_unknown';
  readonly zone: string;
  readonly remedy = 'Use an IANA name such as Europe/Rome.';
  constructor(zone: string) {
    const shown = zone.length > longestName ? `${zone.slice(0, longestName)}…` : zone;
    super(`Unknown time zone ${JSON.stringify(shown)}. Use an IANA name such as Europe/Rome.`);
    this.name = 'TimeZoneUnknownError';
    this.zone = shown;
  }
}

/** The longest IANA name has 32 characters. */
const longestName = 48;
/** A formatter takes 60 µs and 26 KB to make. IANA has some 420 zones, but traits may spell them in any case. */
const mostZones = 512;
const nameForm = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** By name as it was spelled, least recently made first; undefined = no such zone. */
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

/**
 * Whether the text is an IANA name that this platform knows, in any letter case, old names (`US/Eastern`) included.
 * Offsets (`+02:00`) are not: they do not follow daylight saving time.
 */
export function isZone(text: string): boolean {
  return findFormatter(text) !== undefined;
}

/** What the zone's clocks show minus UTC (ms) at a moment (epoch ms). Throws TimeZoneUnknownError. */
export function offsetAt(at: number, zone: string): number {
  const formatter = findFormatter(zone);
  if (formatter === undefined) throw new TimeZoneUnknownError(zone);
  if (!isReachable(at)) return 0;
  return readOffset(formatter.format(at));
}

function findFormatter(zone: string): Intl.DateTimeFormat | undefined {
  const known = formatters.get(zone);
  if (known !== undefined || formatters.has(zone)) return known;
  if (zone.length > longestName || !nameForm.test(zone)) return undefined;
  const made = makeFormatter(zone);
  if (formatters.size >= mostZones) {
    for (const oldest of formatters.keys()) {
      formatters.delete(oldest);
      break;
    }
  }
  formatters.set(zone, made);
  return made;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** From `7/23/1811, GMT+00:49:56`, or `1/1/1970, GMT` for none: five times as fast as formatToParts. */
function readOffset(text: string): number {
  const start = text.lastIndexOf('GMT') + 3;
  if (start === text.length) return 0;
  const seconds =
    readPair(text, start + 1) * 3600 + readPair(text, start + 4) * 60 + readPair(text, start + 7);
  // '-' of ASCII or the minus sign of typography.
  return (text[start] === '+' ? 1 : -1) * seconds * 1000;
}

function readPair(text: string, from: number): number {
  return from < text.length ? Number(text.slice(from, from + 2)) : 0;
}
