/** The messages of a profile that can convert, in their stored form. */
import { describe, expect, it } from 'vitest';
import { decodeTouches, encodeTouches } from '../../../adapters/dynamodb/touches-attribute.ts';

const at = Date.parse('2026-11-20T10:00:00Z');

describe('the touches of a profile', () => {
  it('take no attribute when there are none, and at most a thousand bytes', () => {
    expect(encodeTouches([])).toBeUndefined();
    expect(decodeTouches(undefined, undefined)).toEqual([]);
    const touch = {
      ...{ origin: 'journey:win-back-after-months', at, template: 'come-back-with-a-gift', step: 'remind' },
      ...{ variant: 'either.remind', locale: 'it', convertedAt: at + 1, credit: 40 },
    };
    const stored = encodeTouches(Array.from({ length: 8 }, () => touch));
    expect(stored?.S?.length).toBeLessThanOrEqual(1_000);
    expect(decodeTouches(stored, undefined)).toEqual(Array.from({ length: 8 }, () => touch));
    expect(encodeTouches([{ origin: 'rule:welcome', at, template: 'welcome' }])?.S).toHaveLength(42);
  });

  it('include those of campaigns that an earlier version wrote', () => {
    const earlier = { M: { sale: { N: String(at) }, spring: { N: String(at - 1) } } };
    const stored = encodeTouches([{ origin: 'rule:welcome', at: at + 5 }]);
    expect(decodeTouches(stored, earlier)).toEqual([
      { origin: 'campaign:spring', at: at - 1 },
      { origin: 'campaign:sale', at },
      { origin: 'rule:welcome', at: at + 5 },
    ]);
  });
});
