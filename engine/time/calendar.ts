/** The proleptic Gregorian calendar in UTC as plain arithmetic: the engine may not use the host's clock or zone. */
import { DAY, MINUTE } from '../base/time-units.ts';

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** Milliseconds since midnight. */
  readonly timeOfDay: number;
}

const momentForm =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Whether a number can be a moment: 100,000,000 days around 1970, as in ECMAScript; also false for NaN. */
export function isReachable(at: number): boolean {
  return Math.abs(at) <= 8.64e15;
}

/** Up to here a number is epoch seconds: as such 20 November 2286, as milliseconds 26 April 1970. */
const mostSeconds = 1e10;

/**
 * Epoch ms of a number that a source states as a moment. Sources state seconds (`exp`, `created_at` of many APIs) as well
 * as milliseconds, and the size shows which. Undefined beyond the calendar's range, and for NaN.
 */
export function readEpoch(value: number): number | undefined {
  const at = Math.trunc(Math.abs(value) < mostSeconds ? value * 1000 : value);
  return isReachable(at) ? at : undefined;
}

/** The calendar date of a moment (epoch ms). */
export function toCivil(at: number): CivilDate {
  const days = Math.floor(at / DAY);
  // Years counted from 1 March, so that the leap day comes last; eras of 400 years repeat.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
    timeOfDay: at - days * DAY,
  };
}

/** Midnight UTC (epoch ms) of a date; a day past the month's end becomes its last. */
export function fromCivil(year: number, month: number, day: number): number {
  const clamped = Math.min(day, daysInMonth(year, month));
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + clamped - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * DAY;
}

/** Days of a month, 28 to 31. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * Reads an ISO 8601 date or date-time as epoch ms. A date alone is its midnight, and a time without zone is taken as
 * UTC. Undefined for everything else, impossible dates included.
 */
export function parseMoment(text: string): number | undefined {
  const match = momentForm.exec(text);
  if (match === null) return undefined;
  const [, years, months, days, hours = '0', minutes = '0', seconds = '0', fraction = '', zone = 'Z'] = match;
  const [year, month, day] = [Number(years), Number(months), Number(days)];
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = parseOffset(zone);
  if (offset === undefined) return undefined;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  return fromCivil(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - offset;
}

function parseOffset(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 18 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE;
}
