/** Birthdays and other anniversaries, in the person's or the shop's zone. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../engine/patterns/compile-pattern.ts';

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

function compileBirthday(monthDay: string, zone?: string) {
  return compilePattern(
    { v: [{ date: { 'month-day': monthDay, ...(zone === undefined ? {} : { zone }) } }] },
    'p',
  );
}

describe('month-day', () => {
  it.each([
    ['the day itself', 'today', undefined, '1985-11-22', '2026-11-22T00:00:00Z', true],
    ['the day before', 'today', undefined, '1985-11-22', '2026-11-21T23:59:59.999Z', false],
    ['a week ahead', 'today+P7D', undefined, '1985-11-29', '2026-11-22T12:00:00Z', true],
    ['across the end of the year', 'today+P2W', undefined, '1985-01-03', '2026-12-20T12:00:00Z', true],
    ['a day behind', 'today-P1D', undefined, '1985-11-21', '2026-11-22T12:00:00Z', true],
    ['already tomorrow in Auckland', 'today', 'Pacific/Auckland', '1985-11-23', '2026-11-22T12:00:00Z', true],
    ['still yesterday in Honolulu', 'today', 'Pacific/Honolulu', '1985-11-21', '2026-11-22T09:59:00Z', true],
    ['29 February in a leap year', 'today', undefined, '2000-02-29', '2028-02-29T00:00:00Z', true],
    ['28 February for a leap day elsewhere', 'today', undefined, '2000-02-29', '2027-02-28T00:00:00Z', true],
    [
      '28 February in a leap year is too early',
      'today',
      undefined,
      '2000-02-29',
      '2028-02-28T00:00:00Z',
      false,
    ],
    [
      'a date-time counts as it is written',
      'today',
      undefined,
      '1985-11-22T23:30:00-08:00',
      '2026-11-22T01:00:00Z',
      true,
    ],
    ['other text', 'today', undefined, '22 November', '2026-11-22T01:00:00Z', false],
  ])('%s', (_why, monthDay, zone, value, now, expected) => {
    expect(compileBirthday(monthDay, zone).matches({ v: value }, at(now))).toBe(expected);
  });

  it('begins and ends at local midnight, also when the clocks change', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Rome',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Kiritimati',
    );
    const moments = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') });
    fc.assert(
      fc.property(zones, moments, moments, fc.integer({ min: -40, max: 40 }), (zone, birth, now, ahead) => {
        const offset = `today${ahead < 0 ? '-' : '+'}P${Math.abs(ahead)}D`;
        const pattern = compileBirthday(offset, zone);
        const event = { v: Temporal.Instant.fromEpochMilliseconds(birth).toString().slice(0, 10) };
        const turn = pattern.changesAt(event, now) ?? Number.NaN;
        expect(turn).toBeGreaterThan(now);
        expect(pattern.matches(event, turn - 1)).toBe(pattern.matches(event, now));
        expect(pattern.matches(event, turn)).toBe(!pattern.matches(event, now));
        const local = Temporal.Instant.fromEpochMilliseconds(turn).toZonedDateTimeISO(zone);
        expect(local.startOfDay().epochMilliseconds).toBe(turn);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [{ 'month-day': 'tomorrow' }, 'p.v[0].date.month-day'],
    [{ 'month-day': 'today+P1M' }, 'p.v[0].date.month-day'],
    [{ 'month-day': 'today+PT12H' }, 'p.v[0].date.month-day'],
    [{ 'month-day': 'today', zone: 'Mars/Olympus' }, 'p.v[0].date.zone'],
    [{ 'month-day': 'today', zone: 1 }, 'p.v[0].date.zone'],
    [{ 'month-day': 'today', timezone: 'UTC' }, 'p.v[0].date.timezone'],
    [{}, 'p.v[0].date.month-day'],
  ])('refuses %j', (date, path) => {
    expect(() => compilePattern({ v: [{ date }] } as never, 'p')).toThrow(expect.objectContaining({ path }));
  });
});
