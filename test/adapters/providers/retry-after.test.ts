import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../../../adapters/providers/retry-after.ts';

const now = Date.UTC(2026, 10, 28, 9);
const shortDays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const longDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The forms of a date in HTTP, written without the platform's parser. */
const forms: Readonly<Record<string, (at: Date) => string>> = {
  current: (at) => at.toUTCString(),
  'of RFC 850': (at) => {
    const [, day = '', month = '', year = '', time = ''] = at.toUTCString().split(' ');
    return `${longDays[at.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
  },
  'of asctime': (at) => {
    const [, day = '', month = '', year = '', time = ''] = at.toUTCString().split(' ');
    return `${shortDays[at.getUTCDay()]} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`;
  },
};

const seconds = fc.nat({ max: 500_000_000 });

describe('Retry-After', () => {
  it('in seconds is read as it is', () => {
    fc.assert(
      fc.property(seconds, (wait) => {
        expect(readRetryAfter({ 'retry-after': String(wait) }, now)).toBe(wait);
      }),
    );
  });

  it.each(Object.keys(forms))('as a date in the form %s counts from now', (form) => {
    fc.assert(
      fc.property(seconds, (wait) => {
        const date = forms[form]?.(new Date(now + wait * 1000));
        expect(readRetryAfter({ 'retry-after': date }, now)).toBe(wait);
      }),
    );
  });

  it('as a date counts from the date of the response, however wrong the receiver’s clock is', () => {
    fc.assert(
      fc.property(seconds, fc.integer({ min: -500_000, max: 500_000 }), (wait, fault) => {
        const clock = now + fault * 1000;
        const headers = {
          date: new Date(clock).toUTCString(),
          'retry-after': new Date(clock + wait * 1000).toUTCString(),
        };
        expect(readRetryAfter(headers, now)).toBe(wait);
      }),
    );
  });

  it('in the past is no wait', () => {
    expect(readRetryAfter({ 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }, now)).toBe(0);
  });

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    'soon',
    '2026-11-28',
    '5 minutes',
    'Sat, 99 Foo 2026 09:00:00 GMT',
  ])('with the value %j asks for nothing', (text) => {
    expect(readRetryAfter({ 'retry-after': text }, now)).toBeUndefined();
  });
});
