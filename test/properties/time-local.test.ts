/** Local time against Temporal, which has its own algorithm over the same zone data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromLocal,
  nextLocalDay,
  nextLocalTime,
  parseLocalMoment,
  startOfLocalDay,
  startOfLocalMonth,
  startOfLocalWeek,
  toLocal,
  weekdays,
} from '../../engine/time/local-time.ts';
import { offsetAt } from '../../engine/time/zone-offset.ts';
import { anyMoment, read, readTimeOfDay, toCivilDate, zonedMoments, zones } from './time-zones.ts';

const runs = { numRuns: 500 };
const clockTimes = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => ({
    hour,
    minute,
    text: [hour, minute].map((part) => String(part).padStart(2, '0')).join(':'),
  }));

describe('at any moment in any zone', () => {
  it('clocks and calendars agree with Temporal', () => {
    fc.assert(
      fc.property(zonedMoments, ({ zone, at }) => {
        const expected = read(at, zone);
        expect(offsetAt(at, zone)).toBe(expected.offsetNanoseconds / 1e6);
        expect(toLocal(at, zone)).toEqual({
          ...toCivilDate(expected.toPlainDateTime()),
          weekday: weekdays[expected.dayOfWeek - 1],
        });
      }),
      runs,
    );
  });

  it('a day, a week and a month begin as in Temporal', () => {
    fc.assert(
      fc.property(zonedMoments, ({ zone, at }) => {
        const { year, month, day, dayOfWeek } = read(at, zone);
        const date = read(at, zone).toPlainDate();
        const starts = [date, date.subtract({ days: dayOfWeek - 1 }), date.with({ year, month, day: 1 })];
        expect(day).toBe(date.day);
        expect(
          [startOfLocalDay, startOfLocalWeek, startOfLocalMonth].map((start) => start(at, zone)),
        ).toEqual(starts.map((start) => start.toZonedDateTime(zone).epochMilliseconds));
      }),
      runs,
    );
  });

  it('the next day begins later, and it is another day just before', () => {
    fc.assert(
      fc.property(zonedMoments, ({ zone, at }) => {
        const next = nextLocalDay(at, zone);
        expect(next).toBeGreaterThan(at);
        expect(startOfLocalDay(next, zone)).toBe(next);
        expect(toLocal(next - 1, zone).day).not.toBe(toLocal(next, zone).day);
        // A day more only where midnight came twice and this is the old day's second evening.
        const expected = read(at, zone)
          .toPlainDate()
          .add({ days: 1 })
          .toZonedDateTime(zone).epochMilliseconds;
        if (expected > at) expect(next).toBe(expected);
      }),
      runs,
    );
  });
});

describe('any local time in any zone', () => {
  it('is the moment that Temporal gives by default, skipped and repeated ones included', () => {
    fc.assert(
      fc.property(zonedMoments, fc.integer({ min: -180, max: 180 }), ({ zone, at }, minutes) => {
        const local = read(at, zone).toPlainDateTime().add({ minutes });
        const expected = local.toZonedDateTime(zone).epochMilliseconds;
        expect(fromLocal(toCivilDate(local), zone)).toBe(expected);
        expect(parseLocalMoment(local.toString(), zone)).toBe(expected);
      }),
      runs,
    );
  });

  it('is shown again at its moment unless it was skipped, and then a later one is', () => {
    fc.assert(
      fc.property(zones, anyMoment, (zone, shown) => {
        const local = read(shown, 'UTC').toPlainDateTime();
        const at = fromLocal(toCivilDate(local), zone);
        const seen = at + offsetAt(at, zone);
        expect(seen).toBeGreaterThanOrEqual(shown);
        if (seen > shown) {
          expect(() => local.toZonedDateTime(zone, { disambiguation: 'reject' })).toThrow(RangeError);
        }
      }),
      runs,
    );
  });

  it('occurs next on the first day that has it, never now and never twice', () => {
    fc.assert(
      fc.property(zonedMoments, clockTimes, fc.subarray([...weekdays]), ({ zone, at }, time, on) => {
        const today = read(at, zone).toPlainDate();
        const candidates = Array.from({ length: 18 }, (_, index) => today.add({ days: index - 2 }))
          .filter((date) => on.length === 0 || on.includes(weekdays[date.dayOfWeek - 1] ?? 'monday'))
          .map((date) => date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds)
          .filter((candidate) => candidate > at);
        const next = nextLocalTime(at, zone, time.text, on);
        expect(next).toBe(Math.min(...candidates));
        const after = nextLocalTime(next, zone, time.text, on);
        expect(after - next).toBeGreaterThan(20 * 3_600_000);
        const shown = readTimeOfDay(read(next, zone).toPlainDateTime());
        const isAsked = shown === (time.hour * 60 + time.minute) * 60_000;
        if (!isAsked) {
          const day = read(next, zone).toPlainDate();
          const asked = [day, day.subtract({ days: 1 })].map((date) => date.toPlainDateTime(time));
          expect(asked.some((each) => each.toZonedDateTime(zone).epochMilliseconds === next)).toBe(true);
        }
      }),
      runs,
    );
  });
});
