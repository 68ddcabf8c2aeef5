/** Stated traits: who wins, what is refused, what stays bounded. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { RuleDocument } from '../../../engine/model/documents/rule-document.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';

const now = Date.parse('2026-06-01T12:00:00Z');

/** States `traits` as of each given moment; they come in that order, one by one. */
function state(statements: readonly (readonly [number, JsonObject])[], rules: readonly RuleDocument[] = []) {
  const policy = { kind: 'policy', id: 'contact', status: 'live' } as const;
  const base = {
    schemaVersion: 1,
    version: 1,
    hash: '',
    publishedAt: 0,
    templates: [],
    journeys: [],
    campaigns: [],
    policy,
  } as const;
  const program = compileProgram({ ...base, rules, segments: [], traits: [] });
  const inputs = statements.map(([occurredAt, traits], i) => {
    const content = { traits, properties: {}, context: {}, occurredAt, receivedAt: now };
    return {
      kind: 'touchpoint',
      touchpoint: { id: `${i}`, source: 's', name: 'n', type: 'track', ...content },
    } as const;
  });
  const entries: TimelineEntry[] = [];
  let profile = createProfile('person', now);
  for (const input of inputs) {
    const decision = decide(profile, [input], program, now);
    entries.push(...decision.entries);
    profile = { ...decision.profile, outbox: [] };
  }
  return { profile, entries };
}

function readTraits({ profile }: { profile: Profile }): JsonObject {
  return Object.fromEntries(Object.entries(profile.traits).map(([name, { value }]) => [name, value]));
}

describe('A pause of the person', () => {
  it.each(['31.12.2027', 'tomorrow', '2027-06-31', true, 20271231, {}])(
    'is not changed by %j, and the timeline says so',
    (value) => {
      const found = state([
        [1, { contact_pause_until: '2027-01-01' }],
        [2, { contact_pause_until: value, city: 'Turin' }],
      ]);
      expect(readTraits(found)).toEqual({ contact_pause_until: '2027-01-01', city: 'Turin' });
      expect(found.entries.flatMap(({ traces }) => traces)).toEqual([
        {
          origin: 'trait:contact_pause_until',
          action: 'keep',
          reason: 'invalid_value',
          note: 'a date such as 2026-12-24, or a time with its zone',
        },
      ]);
    },
  );

  it.each(['2027-06-30', ' 2027-06-30 ', '2027-06-30T08:00:00+02:00', '', null])('takes %j', (value) => {
    const found = state([[1, { contact_pause_until: value }]]);
    expect(readTraits(found)).toEqual({ contact_pause_until: value });
    expect(found.entries.flatMap(({ traces }) => traces)).toEqual([]);
  });
});

describe('Stated traits', () => {
  it('settle two statements of the same moment equally in either order', () => {
    const [a, b] = [
      { x: 'silver', y: 9, z: null },
      { x: 'gold', y: 10, z: 'there' },
    ];
    const forth = state([
      [now, a],
      [now, b],
    ]);
    expect(
      readTraits(
        state([
          [now, b],
          [now, a],
        ]),
      ),
    ).toEqual(readTraits(forth));
    expect(readTraits(forth)['y']).toBe(10);
  });

  it('accept names that every object inherits', () => {
    const traits = { toString: 'a', hasOwnProperty: 'b', valueOf: 1 };
    expect(readTraits(state([[now, traits]]))).toEqual(traits);
    expect(
      state([
        [now, { a: 1 }],
        [now + 1, { toString: 'late' }],
      ]).profile.traits['toString'],
    ).toEqual({
      value: 'late',
      at: now + 1,
    });
  });

  it('keep a rule’s update over the statement that caused it', () => {
    const rule: RuleDocument = {
      kind: 'rule',
      id: 'lower',
      status: 'live',
      trigger: { event: 'n' },
      actions: [{ update: { traits: { tier: 'a' } } }],
    };
    expect(readTraits(state([[now, { tier: 'z' }]], [rule]))).toEqual({ tier: 'a' });
    expect(
      readTraits(
        state(
          [
            [now, { tier: 'z' }],
            [now - 1, {}],
          ],
          [rule],
        ),
      ),
    ).toEqual({ tier: 'a' });
  });

  it('remember the newest 32 removals, and with them that older statements do not count', () => {
    const removals = Array.from({ length: 40 }, (_, i) => [now + i, { [`t${i}`]: null }] as const);
    const { profile } = state([...removals, [now - 1, { t39: 'back', t0: 'back' }]]);
    expect(Object.values(profile.traits).filter(({ value }) => value === null)).toHaveLength(32);
    expect(profile.traits['t39']?.value).toBeNull();
    expect(profile.traits['t0']?.value).toBe('back');
  });

  it('refuse values over 2 KB and values that make the profile too large, and keep the rest', () => {
    const tooLong = state([[now, { long: 'x'.repeat(2047), ok: 1 }]]);
    expect(readTraits(tooLong)).toEqual({ ok: 1 });
    expect(tooLong.entries[0]?.traces).toMatchObject([{ origin: 'trait:long', reason: 'invalid_value' }]);
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`t${i}`, 'x'.repeat(2000)]));
    const full = state([[now, many]]);
    expect(JSON.stringify(full.profile.traits).length).toBeLessThan(140_000);
    expect(full.entries[0]?.traces[0]?.reason).toBe('profile_limit_reached');
    expect(full.profile.processedEvents).toHaveLength(1);
  });

  it('change an existing trait even when the profile is full', () => {
    const many = Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`t${i}`, i]));
    const { profile, entries } = state([
      [now, many],
      [now + 1, { t5: 'new', extra: 1 }],
    ]);
    expect(profile.traits['t5']?.value).toBe('new');
    expect(entries[1]?.traces).toMatchObject([{ origin: 'trait:extra', reason: 'profile_limit_reached' }]);
  });
});
