/** What conditions read, what they need, and how they are refused. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { compileCondition } from '../../../engine/conditions/compile-condition.ts';
import type { ComputedReader } from '../../../engine/conditions/profile-shape.ts';
import { ComputedReaderMissingError } from '../../../engine/conditions/unreadable-computed.ts';
import type { Condition } from '../../../engine/model/documents/condition.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;

const profile: Profile = {
  ...createProfile('p1', NOW - 100 * DAY),
  userId: 'u1',
  lastSeenAt: NOW - DAY,
  traits: {
    country: { value: 'IT', at: 1 },
    tags: { value: ['a', 'b'], at: 1 },
    average: { value: 100 / 3, at: 1 },
  },
  segments: { newsletter: NOW - 5 * DAY },
  consents: { 'email/news': { state: 'granted', at: 1 }, sms: { state: 'denied', at: 1 } },
};

describe('conditions on the profile', () => {
  it.each<[string, JsonObject, boolean]>([
    ['a trait', { traits: { country: ['IT', 'CH'] } }, true],
    ['another trait', { traits: { country: ['FR'] } }, false],
    ['a trait that is a list', { traits: { tags: ['b'] } }, true],
    ['a missing trait', { traits: { city: [{ exists: false }] } }, true],
    ['an inherited name as trait', { traits: { constructor: [{ exists: true }] } }, false],
    ['a number with endless decimals', { traits: { average: [{ numeric: ['>', 30] }] } }, true],
    ['a segment it is in', { segments: { newsletter: [true] } }, true],
    ['a segment it is not in', { segments: { vip: [{ exists: false }] } }, true],
    ['a segment id that is inherited', { segments: { toString: [true] } }, false],
    ['a consent given', { consents: { 'email/news': ['granted'] } }, true],
    ['a consent denied', { consents: { sms: ['denied'] } }, true],
    ['a consent never stated', { consents: { push: [{ exists: false }] } }, true],
    ['its ids', { id: ['p1'], userId: [{ prefix: 'u' }] }, true],
    ['its age', { createdAt: [{ date: ['<', 'now-P90D'] }] }, true],
    ['its last sign of life', { lastSeenAt: [{ date: ['>=', 'now-PT24H'] }] }, true],
    ['either of two', { $or: [{ userId: ['x'] }, { traits: { country: ['IT'] } }] }, true],
    ['traits as a whole are no leaf', { traits: [{ exists: false }] }, true],
  ])('see %s', (_what, pattern, expected) => {
    expect(compileCondition({ profile: pattern }).holds({ profile, now: NOW })).toBe(expected);
  });

  it('read computed traits through the given reader, and flip at its moments', () => {
    const computed: ComputedReader = {
      topicPurposes: new Map(),
      read: (_profile, id, now) => (id === 'orders' && now < NOW + 10 ? 3 : undefined),
      changesAt: (_profile, _id, now) => (now < NOW + 10 ? NOW + 10 : undefined),
    };
    const pattern: Condition = { profile: { computed: { orders: [{ numeric: ['>', 2] }] } } };
    const condition = compileCondition(pattern, 'condition', { computed });
    expect(condition.holds({ profile, now: NOW })).toBe(true);
    expect(condition.changesAt({ profile, now: NOW })).toBe(NOW + 10);
    expect(condition.holds({ profile, now: NOW + 10 })).toBe(false);
  });

  it('refuse to guess computed traits when compiled for checking only', () => {
    const condition = compileCondition({ profile: { computed: { orders: [3] } } });
    expect(() => condition.holds({ profile, now: NOW })).toThrow(ComputedReaderMissingError);
  });
});

describe('conditions on the event', () => {
  it('see the touchpoint', () => {
    const condition = compileCondition({
      event: { name: ['Order Completed'], properties: { items: { sku: ['a'] } } },
    });
    expect(condition.usesEvent).toBe(true);
    expect(
      condition.holds({ profile, touchpoint: touch({ items: [{ sku: 'b' }, { sku: 'a' }] }), now: NOW }),
    ).toBe(true);
    expect(condition.holds({ profile, touchpoint: touch({ items: [] }), now: NOW })).toBe(false);
  });

  it('do not hold when there is no touchpoint', () => {
    expect(compileCondition({ event: { type: [{ exists: true }] } }).holds({ profile, now: NOW })).toBe(
      false,
    );
  });
});

describe('the requirements of a condition', () => {
  const sku: Condition = { event: { properties: { sku: ['a', 'b'] } } };
  const coupon: Condition = { event: { name: ['Order Completed'], properties: { coupon: [null] } } };

  it('lists the equalities of every event leaf below all', () => {
    const { required } = compileCondition({ all: [sku, { all: [coupon, { segment: 'vip' }] }] });
    expect(required).toEqual([
      { path: ['properties', 'sku'], values: ['a', 'b'] },
      { path: ['name'], values: ['Order Completed'] },
      { path: ['properties', 'coupon'], values: [null] },
    ]);
  });

  it('lists none from not, from $or, from other matchers or from the profile', () => {
    const others: Condition[] = [
      { not: sku },
      { event: { $or: [{ name: ['a'] }, { name: ['b'] }] } },
      { event: { name: ['a', { prefix: 'b' }] } },
      { event: { name: ['a', { exists: false }] } },
      { profile: { traits: { country: ['IT'] } } },
      { any: [sku, coupon] },
    ];
    expect(compileCondition({ all: others }).required).toEqual([]);
  });

  it('lists no equality for an IP address, which has several spellings', () => {
    expect(compileCondition({ event: { context: { ip: ['10.0.0.1'] } } }).required).toEqual([]);
  });

  it('joins the values of alternatives on the same path', () => {
    const condition = compileCondition({ any: [sku, { event: { properties: { sku: ['c'] } } }] });
    expect(condition.required).toEqual([{ path: ['properties', 'sku'], values: ['a', 'b', 'c'] }]);
  });

  it('names segments once and shares the counters of equal did leaves', () => {
    const did = { event: 'Order Completed', within: 'P30D', where: { properties: { a: [1], b: [2] } } };
    const same = { ...did, where: { properties: { b: [2], a: [1] } } };
    const condition = compileCondition({
      any: [
        { segment: 'vip' },
        { not: { segment: 'vip' } },
        { did: { ...did, atLeast: 2 } },
        { did: { ...same, atMost: 5 } },
      ],
    });
    expect(condition.segments).toEqual(['vip']);
    expect(condition.counters).toHaveLength(1);
    expect(condition.counters[0]).toMatchObject({
      kind: 'trait',
      function: 'count',
      status: 'live',
      event: 'Order Completed',
      within: 'P30D',
      id: expect.stringMatching(/^did:[0-9a-f]{16}$/),
    });
  });
});

describe('did', () => {
  it.each<[string, { atLeast?: number; atMost?: number }, readonly number[], boolean]>([
    ['at least once by default', {}, [1], true],
    ['never did', { atMost: 0 }, [], true],
    ['did, though it should not have', { atMost: 0 }, [1], false],
    ['too often', { atLeast: 1, atMost: 2 }, [1, 2, 3], false],
    ['often enough', { atLeast: 3 }, [1, 2, 3], true],
    ['not often enough within the window', { atLeast: 3 }, [1, 2, 31], false],
  ])('%s', (_why, limits, daysAgo, expected) => {
    const condition = compileCondition({ did: { event: 'Order Completed', within: 'P30D', ...limits } });
    const window = [...daysAgo].reverse().map((days) => [NOW - days * DAY, 1, 0] as const);
    const counted = { ...profile, computed: { [condition.counters[0]?.id ?? '']: { window } } };
    expect(condition.holds({ profile: counted, now: NOW })).toBe(expected);
  });

  it('counts ever without a window, and time never changes that', () => {
    const condition = compileCondition({ did: { event: 'Order Completed', atLeast: 3 } });
    const counted = { ...profile, computed: { [condition.counters[0]?.id ?? '']: { count: 3 } } };
    expect(condition.holds({ profile: counted, now: NOW })).toBe(true);
    expect(condition.holds({ profile, now: NOW })).toBe(false);
    expect(condition.changesAt({ profile: counted, now: NOW })).toBeUndefined();
  });

  it('flips when the decisive occurrence leaves, not when another one does', () => {
    const condition = compileCondition({ did: { event: 'Order Completed', within: 'P30D', atLeast: 2 } });
    const window = [29, 20, 10].map((days) => [NOW - days * DAY, 1, 0] as const);
    const counted = { ...profile, computed: { [condition.counters[0]?.id ?? '']: { window } } };
    expect(condition.changesAt({ profile: counted, now: NOW })).toBe(NOW + 10 * DAY);
  });
});

function touch(properties: JsonObject): Touchpoint {
  const base = {
    id: 't1',
    source: 'shop',
    name: 'Order Completed',
    type: 'track',
    traits: {},
    context: {},
  } as const;
  return { ...base, properties, occurredAt: NOW, receivedAt: NOW };
}
