/** Quiet hours by law: each row of the table against dates of the calendar and the platform's own clocks. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../../../engine/policy/compile-policy.ts';
import { evaluateQuietHours } from '../../../engine/policy/evaluate-quiet-hours.ts';
import { statutoryHours, statutorySources } from '../../../engine/policy/statutory-hours.ts';

const policy = compilePolicy({ kind: 'policy', id: 'p', status: 'live' });
const day = 86_400_000;

/** When a promotional SMS that is ready at `at` may go. */
function release(to: string, at: number, zone?: string, state = ''): number {
  const found = () => ({ zone: zone ?? 'UTC', isKnown: zone !== undefined, state });
  return evaluateQuietHours(policy, { channel: 'sms', to }, at, at + 10 * day, found)?.until ?? at;
}
const numbers = { US: '+12065550100', FR: '+33612345678', IN: '+919876543210' };
const releaseAt = (to: string, at: string, zone?: string, state?: string) =>
  new Date(release(to, Date.parse(at), zone, state)).toISOString().slice(0, 16);

describe('France', () => {
  it.each([
    ['2026-03-06T20:59Z', '2026-03-06T20:59'],
    ['2026-03-06T21:00Z', '2026-03-07T07:00'],
    ['Saturday night, over Sunday', '2026-03-07T21:00Z', '2026-03-09T07:00'],
    ['Sunday', '2026-03-08T12:00Z', '2026-03-09T07:00'],
    ['Easter, with its Monday', '2026-04-04T20:00Z', '2026-04-07T06:00'],
    ['Ascension', '2026-05-14T10:00Z', '2026-05-15T06:00'],
    ['Pentecost, with its Monday', '2026-05-25T10:00Z', '2026-05-26T06:00'],
    ['the Monday after Easter of 2038, its latest date', '2038-04-26T10:00Z', '2038-04-27T06:00'],
    ['the national day', '2026-07-14T10:00Z', '2026-07-15T06:00'],
    ['Christmas', '2026-12-25T10:00Z', '2026-12-26T07:00'],
    ['no holiday: Good Friday', '2026-04-03T10:00Z', '2026-04-03T10:00'],
  ])('%s', (...row) => {
    const [at = '', expected = ''] = row.slice(-2);
    expect(releaseAt(numbers.FR, at)).toBe(expected);
  });
});

describe('a state of the United States that the person stated', () => {
  const eastern = 'America/New_York';

  it.each([
    ['FL', eastern, '2026-03-06T00:59Z', '2026-03-06T00:59'],
    ['FL', eastern, '2026-03-06T01:00Z', '2026-03-06T13:00'],
    ['US-FL', eastern, '2026-03-06T01:00Z', '2026-03-06T13:00'],
    ['florida', eastern, '2026-03-06T01:00Z', '2026-03-06T13:00'],
    ['MD', eastern, '2026-03-06T01:00Z', '2026-03-06T13:00'],
    ['CT', eastern, '2026-03-06T01:00Z', '2026-03-06T14:00'],
    ['Oklahoma', 'America/Chicago', '2026-03-06T02:00Z', '2026-03-06T14:00'],
    ['WA', 'America/Los_Angeles', '2026-03-06T04:00Z', '2026-03-06T16:00'],
    ['TX', 'America/Chicago', '2026-03-06T02:59Z', '2026-03-06T02:59'],
    ['TX', 'America/Chicago', '2026-03-06T03:00Z', '2026-03-06T15:00'],
    // Saturday night, to Sunday noon.
    ['TX', 'America/Chicago', '2026-03-08T03:00Z', '2026-03-08T17:00'],
    // Federal hours: no row for the state, or no state.
    ['NY', eastern, '2026-03-06T01:00Z', '2026-03-06T01:00'],
    ['NY', eastern, '2026-03-06T02:00Z', '2026-03-06T13:00'],
    ['', eastern, '2026-03-06T01:00Z', '2026-03-06T01:00'],
  ])('%s in %s at %s: %s', (state, zone, at, expected) => {
    expect(releaseAt(numbers.US, at, zone, state)).toBe(expected);
  });

  it('has no meaning for a number of another country', () => {
    expect(releaseAt(numbers.IN, '2026-03-06T15:29Z', undefined, 'FL')).toBe('2026-03-06T15:29');
  });

  it.each(Object.keys(statutoryHours).filter((place) => place.startsWith('US-')))(
    '%s is never less strict than the federal hours, with and without a zone',
    (place) => {
      for (let hour = 0; hour < 7 * 24; hour++) {
        const at = Date.UTC(2026, 2, 2, hour);
        for (const zone of [undefined, 'America/Chicago'])
          expect(release(numbers.US, at, zone, place)).toBeGreaterThanOrEqual(release(numbers.US, at, zone));
      }
    },
  );
});

it('uses the clocks of the person, where they are known, for the law of the number', () => {
  expect(releaseAt(numbers.FR, '2026-03-06T21:00Z', 'America/Martinique')).toBe('2026-03-06T21:00');
  expect(releaseAt(numbers.IN, '2026-03-06T15:30Z')).toBe('2026-03-07T03:30');
  expect(releaseAt(numbers.IN, '2026-03-06T15:29Z')).toBe('2026-03-06T15:29');
});

it.each(['+390612345678', '+16045550100', '+442079460000', '+870773111632', 'no number'])(
  'knows no hours for %s',
  (to) => {
    expect(releaseAt(to, '2026-03-08T02:00Z')).toBe('2026-03-08T02:00');
  },
);

const locale: Intl.Locale & { getTimeZones?(): readonly string[] } = new Intl.Locale('und-US');
const zones = locale.getTimeZones?.() ?? [];
const clocks = new Map(
  zones.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', hourCycle: 'h23' }),
  ]),
);

it('knows every zone of the United States to compare with', () => {
  expect(zones.length).toBeGreaterThan(20);
});

test.prop([fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) })])(
  'without a zone, an American number gets nothing before 8:00 or after 21:00 of any state',
  (at) => {
    const sent = release(numbers.US, at);
    expect(sent - at).toBeLessThanOrEqual(17 * 3_600_000);
    for (const [zone, clock] of clocks) {
      const hour = Number(clock.format(sent));
      expect(hour >= 8 && hour < 21, `${zone} ${new Date(sent).toISOString()}`).toBe(true);
    }
  },
);

it('has a date and a source for each row', () => {
  expect(Object.keys(statutorySources)).toEqual(Object.keys(statutoryHours));
  for (const { date, sources } of Object.values(statutorySources)) {
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(sources.every((source) => source.startsWith('https://'))).toBe(true);
    expect(sources).not.toEqual([]);
  }
});
