import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../../engine/touchpoint/parse-timestamp.ts';

describe('A timestamp', () => {
  it('is the moment that Date makes of it, with and without milliseconds', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        (date) => {
          const text = date.toISOString();
          expect(parseTimestamp(text)).toEqual({ ok: true, at: date.getTime() });
          const whole = Math.floor(date.getTime() / 1000) * 1000;
          expect(parseTimestamp(`${text.slice(0, 19)}Z`)).toEqual({ ok: true, at: whole });
        },
      ),
    );
  });

  it.each(['2026-11-31', '2026-02-29', '2100-02-29', '2026-04-31', '2026-12-32', '2026-01-00', '2026-13-01'])(
    'on %s, a day that no calendar has, is invalid',
    (day) => {
      expect(parseTimestamp(`${day}T10:00:00Z`)).toEqual({ ok: false, problem: 'invalid' });
      expect(parseTimestamp(`${day}T10:00:00.000Z`)).toEqual({ ok: false, problem: 'invalid' });
    },
  );

  it.each(['2026-11-29', '2026-10-31', '2028-02-29', '2000-02-29'])(
    'on %s, at the end of a month, counts',
    (day) => {
      expect(parseTimestamp(`${day}T23:59:59Z`)).toEqual({ ok: true, at: Date.parse(`${day}T23:59:59Z`) });
    },
  );
});
