/** The hours in which the law of a country, or the rule of its networks, forbids promotional SMS. */
import { DAY } from '../base/time-units.ts';
import { findPhoneCountry } from '../channels/phone-country.ts';
import type { QuietWindow } from '../model/documents/policy-document.ts';
import { fromCivil, toCivil } from '../time/calendar.ts';
import { type CompiledQuietWindow, compileQuietWindow } from './quiet-hours.ts';
import { formatDay } from './shown-time.ts';

export interface StatutoryHours {
  /** `21:00` to `08:00` on every day. */
  readonly night: readonly [from: string, to: string];
  /** In addition to the night. */
  readonly also?: QuietWindow;
  /** Days since 1970 that are forbidden as a whole. */
  readonly isForbidden?: (day: number) => boolean;
  /** For people of unknown zone: the hours must be allowed in all of these. */
  readonly zones: readonly string[];
}

/** Pages of vendors on the hours of states for text messages. */
const states =
  'https://support.referrizer.com/en/category/text-campaigns/article/tcpa-quiet-hours-and-state-specific-rules-for-text-campaigns';
const postscript = 'https://help.postscript.io/hc/en-us/articles/9321080861211-Guide-to-Quiet-Hours';

/** Where each row was read, and when. Apart from the rows, so that no bundle contains it. */
export const statutorySources: Readonly<
  Record<string, { readonly date: string; readonly sources: readonly string[] }>
> = {
  US: {
    date: '2026-11-28',
    // They quote the regulation.
    sources: [
      'https://www.nwdebtresolution.com/post/telephone-consumer-protection-act-call-time-restrictions',
      'https://fedsoc.org/commentary/fedsoc-blog/navigating-a-tcpa-minefield-understanding-the-quiet-hours-rule',
    ],
  },
  'US-CT': { date: '2026-11-28', sources: [states, 'https://www.dropcowboy.com/state-compliance'] },
  'US-FL': { date: '2026-11-28', sources: [states, postscript] },
  'US-MD': { date: '2026-11-28', sources: [states, postscript] },
  'US-OK': { date: '2026-11-28', sources: [states, postscript] },
  'US-TX': {
    date: '2026-11-28',
    sources: [
      'https://springboardlegal.com/texas-text-message-marketing',
      'https://www.foster.com/newsroom-alerts-texas-expands-telemarketing-law-to-cover-text-messagesms-marketing-what-companies-need-to-know',
    ],
  },
  'US-WA': { date: '2026-11-28', sources: [postscript, 'https://docs.onetext.com/compliance/quiet-hours'] },
  FR: {
    date: '2026-11-28',
    sources: [
      'https://help.brevo.com/hc/en-us/articles/11884482521234',
      'https://developers.brevo.com/reference/transactional-sms-1',
    ],
  },
  IN: {
    date: '2026-11-28',
    sources: [
      'https://docs.satisfilabs.com/resource-center/marketing-engine/campaigns/messaging-campaigns/sms-regulations/sms-regulations-for-india',
    ],
  },
};

/** The easternmost and the westernmost clocks of the fifty states: all others are between them. */
const unitedStates = ['America/New_York', 'Pacific/Honolulu'];

/**
 * By country of the number, and within the United States by the state that the person stated. What is missing has no hours
 * here. Looked for on 2026-11-28, and no source found of hours that a law sets for text messages:
 *
 * - Spain (the law that sources quote, article 96 of the consumer law, is on calls), Italy, Germany;
 * - United Kingdom (https://help.listrak.com/en/articles/8291119-sms-compliance-in-the-united-kingdom: none), Australia;
 * - Canada (https://help.textgroove.com/support/solutions/articles/153000246390-quiet-hours-for-texting: none);
 * - Alabama, Illinois, Kentucky, Louisiana, Massachusetts, Michigan, Minnesota, Mississippi, Nevada, New Mexico, Pennsylvania
 *   (sources are on calls, or a single one is on texts), New Jersey (sources differ), Rhode Island (a single source on texts).
 */
export const statutoryHours: Readonly<Record<string, StatutoryHours>> = {
  US: {
    // 47 CFR 64.1200(c)(1): not before 8 a.m. or after 9 p.m., local time of the called party.
    night: ['21:00', '08:00'],
    zones: unitedStates,
  },
  // The Connecticut law of 2023.
  'US-CT': { night: ['20:00', '09:00'], zones: unitedStates },
  // The acts on telephone solicitation of these states, as the sources apply them to text messages.
  'US-FL': { night: ['20:00', '08:00'], zones: unitedStates },
  'US-MD': { night: ['20:00', '08:00'], zones: unitedStates },
  'US-OK': { night: ['20:00', '08:00'], zones: unitedStates },
  // Business and Commerce Code 301.051, for text messages since September 2025: 9:00 to 21:00, on Sundays from noon.
  'US-TX': {
    night: ['21:00', '09:00'],
    also: { from: '00:00', to: '12:00', weekdays: ['sunday'] },
    zones: unitedStates,
  },
  'US-WA': { night: ['20:00', '08:00'], zones: unitedStates },
  FR: {
    // Monday to Saturday 8:00 to 22:00, not on public holidays.
    night: ['22:00', '08:00'],
    isForbidden: (day) => isSunday(day) || isFrenchHoliday(day),
    zones: ['Europe/Paris'],
  },
  IN: {
    // TRAI: 9:00 to 21:00.
    night: ['21:00', '09:00'],
    zones: ['Asia/Kolkata'],
  },
};

export interface CompiledStatutoryHours {
  readonly windows: readonly CompiledQuietWindow[];
  readonly zones: readonly string[];
}

const compiled = new Map<string, CompiledStatutoryHours>();

const stateNames: Readonly<Record<string, string>> = {
  CONNECTICUT: 'CT',
  FLORIDA: 'FL',
  MARYLAND: 'MD',
  OKLAHOMA: 'OK',
  TEXAS: 'TX',
  WASHINGTON: 'WA',
};

/** `phone` in E.164. `state`: as the person stated it: `FL`, `US-FL`, `Florida`. Undefined: no hours are known. */
export function findStatutoryHours(
  phone: string,
  state: string | undefined,
): CompiledStatutoryHours | undefined {
  const country = findPhoneCountry(phone);
  if (country === undefined) return undefined;
  const stated = state?.toUpperCase().replace(/^US-/, '') ?? '';
  return compile(`${country}-${stateNames[stated] ?? stated}`) ?? compile(country);
}

function compile(place: string): CompiledStatutoryHours | undefined {
  if (!Object.hasOwn(statutoryHours, place)) return undefined;
  const hours = statutoryHours[place];
  const known = compiled.get(place) ?? (hours && compileHours(hours));
  if (known !== undefined) compiled.set(place, known);
  return known;
}

function compileHours({
  night: [from, to],
  also,
  isForbidden,
  zones,
}: StatutoryHours): CompiledStatutoryHours {
  const windows = [compileQuietWindow({ from, to }), also && compileQuietWindow(also)];
  const day: CompiledQuietWindow | undefined = isForbidden && {
    ...{ from: 0, to: DAY, isOn: () => true, startsOn: isForbidden },
  };
  return { windows: [...windows, day].flatMap((window) => window ?? []), zones };
}

/** 1970-01-01 was a Thursday. */
const isSunday = (day: number) => day % 7 === 3;

const fixedHolidays = '01-01 05-01 05-08 07-14 08-15 11-01 11-11 12-25'.split(' ');
/** Days after Easter: its Monday, Ascension, the Monday after Pentecost. */
const movableHolidays = [1, 39, 50];

function isFrenchHoliday(day: number): boolean {
  if (fixedHolidays.includes(formatDay(day)[0])) return true;
  return movableHolidays.includes(day - findEaster(toCivil(day * DAY).year));
}

/** Easter Sunday of a Gregorian year, in days since 1970 (the algorithm of Meeus, Jones and Butcher). */
function findEaster(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const f = Math.floor((b + 8) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - f + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const sum = h + l - 7 * Math.floor((a + 11 * h + 22 * l) / 451) + 114;
  return fromCivil(year, Math.floor(sum / 31), (sum % 31) + 1) / DAY;
}
