/** What of two profiles stays, field by field, where one profile could not have both. */
import { describe, expect, it } from 'vitest';
import { mergeProfiles } from '../../../engine/identity/merge-profiles.ts';
import type { JourneyPosition } from '../../../engine/model/journey-position.ts';
import { createProfile, type Profile, readDrawId } from '../../../engine/model/profile.ts';

const now = Date.parse('2026-11-20T10:00:00Z');

const noDefinitions = { traits: new Map(), limited: new Map() };

function make(id: string, fields: Partial<Profile> = {}): Profile {
  return { ...createProfile(id, now), version: 1, ...fields };
}

function merge(left: Partial<Profile>, right: Partial<Profile>): Profile {
  return mergeProfiles(make('A', left), make('B', { ...right, mergedInto: ['A', now] }), noDefinitions, now);
}

function position(fields: Partial<JourneyPosition>): JourneyPosition {
  const plain = { journey: 'welcome', version: 1, enteredAt: now, step: 'pause', since: now, stepCount: 1 };
  return { ...plain, instanceId: '0000000000000001', ...fields };
}

describe('journeys of two profiles', () => {
  it('go on in the instance that was entered first, and the messages of the other are no longer sent', () => {
    const first = position({ enteredAt: now - 5_000, instanceId: '00000000000000aa' });
    const second = position({ instanceId: '00000000000000bb' });
    const held = [first, second].map(
      ({ instanceId }) => ({ id: instanceId, instanceId }) as Profile['held'][number],
    );
    const merged = merge(
      { journeys: [second], held: held.slice(1) },
      { journeys: [first], held: held.slice(0, 1) },
    );
    expect(merged.journeys).toEqual([first]);
    expect(merged.held.map(({ id }) => id)).toEqual(['00000000000000aa']);
    expect(merged.recentExits).toEqual([['00000000000000bb', now]]);
  });

  it('go on side by side with different keys', () => {
    const carts = [position({ journey: 'cart', key: '7' }), position({ journey: 'cart', key: '8' })];
    expect(merge({ journeys: carts.slice(0, 1) }, { journeys: carts.slice(1) }).journeys).toHaveLength(2);
  });

  it('count the entries of both, so that a welcome is not sent again', () => {
    const merged = merge({ journeyEntries: {} }, { journeyEntries: { welcome: [1, now - 9] } });
    expect(merged.journeyEntries).toEqual({ welcome: [1, now - 9] });
    const both = merge({ journeyEntries: { cart: [2, now] } }, { journeyEntries: { cart: [1, now - 9] } });
    expect(both.journeyEntries).toEqual({ cart: [3, now] });
  });
});

describe('what limits two profiles', () => {
  it('keeps the firings of both in a window', () => {
    const windows = [-20, -10].map((at) => ({ 'fired:code': { window: [[now + at, 1, 0] as const] } }));
    const [left = {}, right = {}] = windows;
    expect(merge({ computed: right }, { computed: left }).computed['fired:code']?.window).toEqual([
      [now - 20, 1, 0],
      [now - 10, 1, 0],
    ]);
  });

  it('keeps the later request for a confirmation, so that a later one is not taken for answered', () => {
    const firings = (at: number) => ({ 'confirm:0123456789abcdef': [at - 1, at] as const });
    const merged = merge({ ruleFirings: firings(now - 50) }, { ruleFirings: firings(now - 90) });
    expect(merged.ruleFirings).toEqual(firings(now - 50));
  });
});

describe('messages of two profiles', () => {
  it('all count under the caps', () => {
    const one = [now - 10, 'email', 'promotional', 'news'] as const;
    const other = [now - 20, 'sms', 'promotional', 'news'] as const;
    expect(merge({ contacts: [one] }, { contacts: [other] }).contacts).toEqual([other, one]);
  });

  it('reach a person once per run of a campaign', () => {
    expect(merge({ campaignRuns: {} }, { campaignRuns: { sale: now } }).campaignRuns).toEqual({ sale: now });
  });
});

describe('shares', () => {
  it('are drawn by the id of the older profile, through several merges', () => {
    const [old, young] = [{ createdAt: now - 9_000 }, { createdAt: now }];
    expect(readDrawId(merge(young, old))).toBe('B');
    expect(readDrawId(merge(old, young))).toBe('A');
    const merged = merge(young, { ...old, drawnAs: 'C' });
    expect(readDrawId(merged)).toBe('C');
  });
});

describe('segments of two profiles', () => {
  it('have been entered at the earlier moment', () => {
    const merged = merge(
      { segments: { vip: now, old: -50 } },
      { segments: { vip: now - 5, old: 70, new: 3 } },
    );
    expect(merged.segments).toEqual({ vip: now - 5, old: -50, new: 3 });
  });
});

describe('the profile that stays', () => {
  it('names all profiles that ended in it', () => {
    const merged = merge({ absorbed: [['X', 1]] }, { absorbed: [['Y', 2]] });
    expect(merged.absorbed).toEqual([
      ['X', 1],
      ['Y', 2],
      ['B', now],
    ]);
  });

  it('keeps its own traits when there are more than a profile can have', () => {
    const name = (prefix: string) => (_: unknown, index: number) =>
      [`${prefix}${index}`, { value: 'x', at: now }] as const;
    const own = Object.fromEntries(Array.from({ length: 200 }, name('own')));
    const others = Object.fromEntries(Array.from({ length: 200 }, name('other')));
    const names = Object.keys(merge({ traits: own }, { traits: others }).traits);
    expect(names).toHaveLength(256);
    expect(names.filter((each) => each.startsWith('own'))).toHaveLength(200);
  });
});
