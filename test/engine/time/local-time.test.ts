/** Local time at the places and dates where it goes wrong. */
import { describe, expect, it } from 'vitest';
import { fromLocal, parseLocalMoment, parseTimeOfDay, toLocal } from '../../../engine/time/local-time.ts';
import { isZone, offsetAt, TimeZoneUnknownError } from '../../../engine/time/zone-offset.ts';

const at = (text: string) => Date.parse(text);
const show = (moment: number | undefined) =>
  moment === undefined ? undefined : new Date(moment).toISOString().replace('.000Z', 'Z');
const HOUR = 3_600_000;

describe('a time zone', () => {
  it.each([
    'Europe/Rome',
    'europe/rome',
    'UTC',
    'Etc/GMT+12',
    'US/Eastern',
    'America/Argentina/Buenos_Aires',
  ])('can be %s', (zone) => expect(isZone(zone)).toBe(true));

  it.each([
    '',
    'Rome',
    '+02:00',
    'UTC+2',
    'Z',
    'Europe/Rome ',
    'Europe/Rome\n',
    'A'.repeat(5000),
    '__proto__',
  ])('cannot be %j', (zone) => expect(isZone(zone)).toBe(false));

  it('is refused with a remedy when it is unknown', () => {
    expect(() => offsetAt(0, 'Mars/Olympus')).toThrow(TimeZoneUnknownError);
    expect(() => offsetAt(0, 'Mars/Olympus')).toThrow('Unknown time zone "Mars/Olympus". Use an IANA name');
  });

  it('is still right after more spellings of zones than are kept', () => {
    const spellings = Array.from({ length: 700 }, (_, index) =>
      [...'europe/rome']
        .map((letter, place) => ((index >> place) & 1 ? letter.toUpperCase() : letter))
        .join(''),
    );
    expect(new Set(spellings.map((zone) => offsetAt(at('2026-07-01T00:00Z'), zone)))).toEqual(
      new Set([2 * HOUR]),
    );
  });
});

describe('clocks', () => {
  it.each([
    ['2026-01-01T00:00Z', 'Europe/Rome', '2026-1-1 1 thursday'],
    ['2026-07-01T00:00Z', 'Europe/Rome', '2026-7-1 2 wednesday'],
    ['2026-01-01T00:00Z', 'America/New_York', '2025-12-31 19 wednesday'],
    ['2026-01-01T00:00Z', 'Asia/Kathmandu', '2026-1-1 5.75 thursday'],
    ['2026-01-01T00:00Z', 'Pacific/Kiritimati', '2026-1-1 14 thursday'],
    ['2026-01-01T00:00Z', 'Etc/GMT+12', '2025-12-31 12 wednesday'],
    ['2026-07-01T00:00Z', 'Australia/Lord_Howe', '2026-7-1 10.5 wednesday'],
    ['2026-01-01T00:00Z', 'Australia/Lord_Howe', '2026-1-1 11 thursday'],
    // Ramadan 2026: Morocco goes back to UTC.
    ['2026-03-01T00:00Z', 'Africa/Casablanca', '2026-3-1 0 sunday'],
    ['2026-07-01T00:00Z', 'Africa/Casablanca', '2026-7-1 1 wednesday'],
    ['2011-12-30T09:59Z', 'Pacific/Apia', '2011-12-29 23.983 thursday'],
    ['2011-12-30T10:00Z', 'Pacific/Apia', '2011-12-31 0 saturday'],
    ['1811-07-23T00:00Z', 'Europe/Rome', '1811-7-23 0.832 tuesday'],
    ['-000001-01-01T00:00Z', 'UTC', '-1-1-1 0 friday'],
  ])('at %s in %s show %s', (moment, zone, shown) => {
    const { year, month, day, timeOfDay, weekday } = toLocal(at(moment), zone);
    expect(`${year}-${month}-${day} ${Number((timeOfDay / HOUR).toFixed(3))} ${weekday}`).toBe(shown);
  });
});

describe('a local time', () => {
  it.each([
    ['2026-06-01T12:00', 'Europe/Rome', '2026-06-01T10:00:00Z', 'is that moment'],
    ['2026-03-29T02:30', 'Europe/Rome', '2026-03-29T01:30:00Z', 'that is skipped moves forward, to 03:30'],
    ['2026-10-25T02:30', 'Europe/Rome', '2026-10-25T00:30:00Z', 'that occurs twice is the first'],
    ['2026-03-08T02:00', 'America/New_York', '2026-03-08T07:00:00Z', 'skipped first thing moves to 03:00'],
    ['2026-11-01T01:59', 'America/New_York', '2026-11-01T05:59:00Z', 'that occurs twice is the first'],
    ['2026-10-04T02:10', 'Australia/Lord_Howe', '2026-10-03T15:40:00Z', 'moves by half an hour, to 02:40'],
    [
      '2026-04-05T01:45',
      'Australia/Lord_Howe',
      '2026-04-04T14:45:00Z',
      'in a repeated half hour is the first',
    ],
    [
      '2011-12-30T09:00',
      'Pacific/Apia',
      '2011-12-30T19:00:00Z',
      'on the day that was skipped is the next day',
    ],
    ['2017-10-15T00:00', 'America/Sao_Paulo', '2017-10-15T03:00:00Z', 'at a skipped midnight is 01:00'],
    [
      '2018-02-17T23:30',
      'America/Sao_Paulo',
      '2018-02-18T01:30:00Z',
      'before a repeated midnight is the first',
    ],
    ['2026-12-24T18:00', 'Pacific/Kiritimati', '2026-12-24T04:00:00Z', 'comes first there'],
    ['2026-12-24T18:00', 'Etc/GMT+12', '2026-12-25T06:00:00Z', 'comes last there'],
    ['2026-12-24T18:00', 'Asia/Kathmandu', '2026-12-24T12:15:00Z', 'is that moment'],
  ])('%s in %s is %s: %s', (text, zone, moment) => {
    expect(show(parseLocalMoment(text, zone))).toBe(moment);
  });

  it('may go past midnight', () => {
    expect(show(fromLocal({ year: 2026, month: 12, day: 31, timeOfDay: 24 * HOUR }, 'Europe/Rome'))).toBe(
      '2026-12-31T23:00:00Z',
    );
  });

  it.each([
    ['2026-12-24T18:00Z', '2026-12-24T18:00:00Z'],
    ['2026-12-24T18:00+05:30', '2026-12-24T12:30:00Z'],
    ['2026-12-24 18:00 -03', '2026-12-24T21:00:00Z'],
    ['2026-12-24', '2026-12-23T23:00:00Z'],
    ['2026-02-30', undefined],
    ['tomorrow', undefined],
    ['', undefined],
  ])('written as %s is read in Rome as %s', (text, moment) => {
    expect(show(parseLocalMoment(text, 'Europe/Rome'))).toBe(moment);
  });

  it.each([
    ['00:00', 0],
    ['09:30', 9.5 * HOUR],
    ['24:00', 24 * HOUR],
    ['24:01', undefined],
    ['9:30', undefined],
    ['09:60', undefined],
  ])('of day %s is %s ms', (text, milliseconds) => expect(parseTimeOfDay(text)).toBe(milliseconds));
});
