/** The engine's own calendar beside the host's Date and Temporal, which the engine may not use. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { fromCivil, parseMoment, toCivil } from '../../../engine/time/calendar.ts';
import { firstMomentShiftedTo, parseDuration, shiftByDuration } from '../../../engine/time/duration.ts';

const moments = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2400, 0, 1) });
const durations = fc
  .record({
    months: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
    milliseconds: fc.integer({ min: 0, max: 1e10 }),
  })
  .filter(({ months, milliseconds }) => months + milliseconds > 0);

describe('the calendar', () => {
  it('splits and joins moments as Date does', () => {
    fc.assert(
      fc.property(moments, (at) => {
        const date = new Date(at);
        const civil = toCivil(at);
        expect([civil.year, civil.month, civil.day]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
        ]);
        expect(fromCivil(civil.year, civil.month, civil.day) + civil.timeOfDay).toBe(at);
      }),
    );
  });

  it('reads ISO strings as Date does', () => {
    fc.assert(
      fc.property(moments, (at) => {
        expect(parseMoment(new Date(at).toISOString())).toBe(at);
        expect(parseMoment(new Date(at).toISOString().slice(0, 10))).toBe(Math.floor(at / 864e5) * 864e5);
      }),
    );
  });

  it.each([
    ['2026-01-01T00:00:00+05:30', Date.UTC(2025, 11, 31, 18, 30)],
    ['2026-01-01T00:00:00-08', Date.UTC(2026, 0, 1, 8)],
    ['2026-01-01 10:00', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01T10:00:00,5Z', Date.UTC(2026, 0, 1, 10, 0, 0, 500)],
  ])('reads %s', (text, expected) => expect(parseMoment(text)).toBe(expected));

  it.each([
    '',
    '2026',
    '2026-1-1',
    '2026-04-31',
    '2026-01-01T10',
    '2026-01-01T10:60Z',
    '2026-01-01T00:00:00+19:00',
  ])('reads no moment from "%s"', (text) => expect(parseMoment(text)).toBeUndefined());

  it.each(['P', 'PT', 'P1', '1D', 'P-1D', 'P1.5D', 'P1DT', 'p1d', 'P1D ', 'P99999Y', 'P9999999999D'])(
    'reads no duration from "%s"',
    (text) => expect(parseDuration(text)).toBeUndefined(),
  );

  it('reads every part of a duration', () => {
    const milliseconds = (3 * 7 + 4) * 864e5 + 5 * 36e5 + 6 * 6e4 + 7e3;
    expect(parseDuration('P1Y2M3W4DT5H6M7S')).toEqual({ months: 14, milliseconds });
  });
});

describe('shifting by a duration', () => {
  it('follows Temporal in UTC, but for days that the month lacks, which become its end', () => {
    fc.assert(
      fc.property(
        moments,
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom<1 | -1>(1, -1),
        (at, months, sign) => {
          const start = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC');
          const shifted = start.add({ months: sign * months });
          const isLacking = shifted.day !== start.day;
          const expected =
            shifted.epochMilliseconds + (isLacking ? 864e5 - 1 - (((at % 864e5) + 864e5) % 864e5) : 0);
          expect(shiftByDuration(at, { months, milliseconds: 0 }, sign)).toBe(expected);
        },
      ),
    );
  });

  it('never moves back as time advances, also around the ends of months', () => {
    const steps = fc.integer({ min: 0, max: 5 * 864e5 });
    const monthEnds = fc.integer({ min: 0, max: 600 }).map((month) => Date.UTC(2000, month, 1));
    fc.assert(
      fc.property(
        monthEnds,
        steps,
        steps,
        durations,
        fc.constantFrom<1 | -1>(1, -1),
        (end, a, b, duration, sign) => {
          const [earlier, later] = [end - Math.max(a, b), end - Math.min(a, b)];
          const shifted = shiftByDuration(later, duration, sign);
          expect(shiftByDuration(earlier, duration, sign)).toBeLessThanOrEqual(shifted);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds the first moment that is shifted to a target or past it', () => {
    fc.assert(
      fc.property(moments, durations, fc.constantFrom<1 | -1>(1, -1), (target, duration, sign) => {
        const first = firstMomentShiftedTo(target, duration, sign);
        expect(shiftByDuration(first, duration, sign)).toBeGreaterThanOrEqual(target);
        expect(shiftByDuration(first - 1, duration, sign)).toBeLessThan(target);
      }),
      { numRuns: 1000 },
    );
  });
});
