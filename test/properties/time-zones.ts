/** Zones and moments to try local time on, and what Temporal makes of them. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { CivilDate } from '../../engine/time/calendar.ts';

const MINUTE = 60_000;

/** Where clocks do something unusual come up as often as all the others together. */
const unusual = [
  'Europe/Rome',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'America/Sao_Paulo',
  'Pacific/Kiritimati',
  'Etc/GMT+12',
  'UTC',
  'America/St_Johns',
  'Africa/Cairo',
  'Antarctica/Troll',
];

export const zones = fc.oneof(
  fc.constantFrom(...unusual),
  fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
);

/** Minutes from 1990 to 2040. */
export const anyMoment = fc
  .integer({ min: Date.UTC(1990, 0) / MINUTE, max: Date.UTC(2040, 0) / MINUTE })
  .map((minute) => minute * MINUTE);

/** A zone, and a moment that lies within two days of a change of its clocks about as often as not. */
export const zonedMoments = fc
  .tuple(zones, anyMoment, fc.boolean(), fc.integer({ min: -2880, max: 2880 }))
  .map(([zone, moment, isNearChange, minutes]) => {
    const change = isNearChange ? read(moment, zone).getTimeZoneTransition('next') : null;
    return { zone, at: change === null ? moment : change.epochMilliseconds + minutes * MINUTE };
  });

export function read(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

export function readTimeOfDay({ hour, minute, second, millisecond }: Temporal.PlainDateTime): number {
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

export function toCivilDate(date: Temporal.PlainDateTime): CivilDate {
  return { year: date.year, month: date.month, day: date.day, timeOfDay: readTimeOfDay(date) };
}
