/** The hours in which the law of a country, or the rule of its networks, forbids promotional SMS. */
import { DAY } from '../base/time-units.ts';
import { findPhoneCountry } from '../channels/phone-country.ts';
import { fromCivil, toCivil } from '../time/calendar.ts';
import { type CompiledQuietWindow, compileQuietWindow } from './quiet-hours.ts';
import { formatDay } from './shown-time.ts';

export interface StatutoryHours {
  /** `21:00` to `08:00` on every day. */
  readonly night: readonly [from: string, to: string];
  /** Days since 1970 that are forbidden as a whole. */
  readonly isForbidden?: (day: number) => boolean;
  /** For people of unknown zone: the hours must be allowed in all of these. */
  readonly zones: readonly string[];
}

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

/**
 * By country of the number; a country that is missing has no hours here. Stricter hours of single states of the United
 * States are not in it, because a number does not determine the state.
 */
export const statutoryHours: Readonly<Record<string, StatutoryHours>> = {
  US: {
    // 47 CFR 64.1200(c)(1): not before 8 a.m. or after 9 p.m., local time of the called party.
    night: ['21:00', '08:00'],
    // The easternmost and the westernmost clocks of the fifty states: all others are between them.
    zones: ['America/New_York', 'Pacific/Honolulu'],
  },
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

/** `phone` in E.164. Undefined: no hours are known. */
export function findStatutoryHours(phone: string): CompiledStatutoryHours | undefined {
  const country = findPhoneCountry(phone);
  if (country === undefined || !Object.hasOwn(statutoryHours, country)) return undefined;
  const hours = statutoryHours[country];
  const known = compiled.get(country) ?? (hours && compileHours(hours));
  if (known !== undefined) compiled.set(country, known);
  return known;
}

function compileHours({ night: [from, to], isForbidden, zones }: StatutoryHours): CompiledStatutoryHours {
  const nights = compileQuietWindow({ from, to });
  const day: CompiledQuietWindow | undefined = isForbidden && {
    ...{ from: 0, to: DAY, isOn: () => true, startsOn: isForbidden },
  };
  return { windows: [nights, day].flatMap((window) => window ?? []), zones };
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
