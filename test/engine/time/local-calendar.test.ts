/** The next local time, and days, weeks and months of a zone. */
import { describe, expect, it } from 'vitest';
import type { Weekday } from '../../../engine/model/documents/document-base.ts';
import {
  LocalTimeInvalidError,
  nextLocalDay,
  nextLocalMonth,
  nextLocalTime,
  nextLocalWeek,
  startOfLocalDay,
  startOfLocalMonth,
  startOfLocalWeek,
  toLocal,
} from '../../../engine/time/local-time.ts';

type Case = readonly [
  after: string,
  zone: string,
  time: string,
  on: readonly Weekday[],
  next: string,
  title: string,
];

const at = (text: string) => Date.parse(text);
const show = (moment: number) => new Date(moment).toISOString().replace('.000Z', 'Z');

describe('the next time that clocks show', () => {
  const cases: readonly Case[] = [
    ['2026-11-20T07:59Z', 'Europe/Rome', '09:00', [], '2026-11-20T08:00:00Z', 'is today'],
    ['2026-11-20T08:00Z', 'Europe/Rome', '09:00', [], '2026-11-21T08:00:00Z', 'is never now'],
    ['2026-11-20T08:00Z', 'Europe/Rome', '09:00', ['friday'], '2026-11-27T08:00:00Z', 'can be a week away'],
    ['2026-03-28T12:00Z', 'Europe/Rome', '02:30', [], '2026-03-29T01:30:00Z', 'moves forward when skipped'],
    ['2026-10-25T00:30Z', 'Europe/Rome', '02:30', [], '2026-10-26T01:30:00Z', 'happens once when repeated'],
    ['2026-10-24T23:59Z', 'Europe/Rome', '24:00', [], '2026-10-25T23:00:00Z', 'can be the end of the day'],
    ['2026-10-24T21:59Z', 'Europe/Rome', '24:00', ['saturday'], '2026-10-24T22:00:00Z', 'ends its own day'],
    [
      '2011-12-29T20:00Z',
      'Pacific/Apia',
      '09:00',
      ['friday'],
      '2011-12-30T19:00:00Z',
      'moves past a lost day',
    ],
    [
      '2011-12-30T10:00Z',
      'Pacific/Apia',
      '09:00',
      ['friday'],
      '2011-12-30T19:00:00Z',
      'still comes a day late',
    ],
    [
      '2011-12-30T19:00Z',
      'Pacific/Apia',
      '09:00',
      [],
      '2011-12-31T19:00:00Z',
      'comes once for two such days',
    ],
  ];
  it.each(cases)('after %s in %s at %s on %j is %s: it %s', (after, zone, time, on, next) => {
    expect(show(nextLocalTime(at(after), zone, time, on))).toBe(next);
  });

  it('is refused when it is no time', () => {
    expect(() => nextLocalTime(0, 'UTC', '25:00')).toThrow(LocalTimeInvalidError);
  });
});

describe('a calendar window', () => {
  it.each([
    [
      'day',
      startOfLocalDay,
      nextLocalDay,
      '2026-03-29T10:00Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
    ],
    [
      'week',
      startOfLocalWeek,
      nextLocalWeek,
      '2026-03-29T10:00Z',
      '2026-03-22T23:00:00Z',
      '2026-03-29T22:00:00Z',
    ],
    [
      'month',
      startOfLocalMonth,
      nextLocalMonth,
      '2026-03-29T10:00Z',
      '2026-02-28T23:00:00Z',
      '2026-03-31T22:00:00Z',
    ],
    [
      'month',
      startOfLocalMonth,
      nextLocalMonth,
      '2026-12-31T22:59Z',
      '2026-11-30T23:00:00Z',
      '2026-12-31T23:00:00Z',
    ],
  ])(
    '%s in Rome with a change of clocks goes from midnight to midnight',
    (_name, start, next, moment, from, to) => {
      expect(show(start(at(moment), 'Europe/Rome'))).toBe(from);
      expect(show(next(at(moment), 'Europe/Rome'))).toBe(to);
      expect(start(at(to), 'Europe/Rome')).toBe(at(to));
    },
  );

  it('of a day whose midnight is skipped begins at 01:00', () => {
    const zone = 'America/Sao_Paulo';
    expect(show(startOfLocalDay(at('2017-10-15T12:00Z'), zone))).toBe('2017-10-15T03:00:00Z');
    expect(show(nextLocalDay(at('2017-10-15T02:59Z'), zone))).toBe('2017-10-15T03:00:00Z');
  });

  it('of a day begins when the clocks jump, even if that is after midnight on the old ones', () => {
    // Toronto 1919 went from 23:30 to 00:30.
    expect(show(startOfLocalDay(at('1919-03-31T12:00Z'), 'America/Toronto'))).toBe('1919-03-31T04:30:00Z');
  });

  it('ends later than now when midnight occurs twice', () => {
    // Goose Bay 1998 went from 00:01 back to 23:01: the old day again after a minute of the new one.
    const again = at('1998-10-25T03:30Z');
    expect(toLocal(again, 'America/Goose_Bay').day).toBe(24);
    expect(nextLocalDay(again, 'America/Goose_Bay')).toBeGreaterThan(again);
  });

  it('moves from Thursday to Saturday in Apia', () => {
    expect(show(nextLocalDay(at('2011-12-30T09:00Z'), 'Pacific/Apia'))).toBe('2011-12-30T10:00:00Z');
    expect(show(nextLocalDay(at('2011-12-30T10:00Z'), 'Pacific/Apia'))).toBe('2011-12-31T10:00:00Z');
  });
});
