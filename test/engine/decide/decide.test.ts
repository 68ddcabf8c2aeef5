/** What one decision gives back: state, effects, entries and outbox, and what compiling refuses. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { Condition } from '../../../engine/model/documents/condition.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';

const now = Date.parse('2026-06-01T12:00:00Z');
const status = 'live';

function makeSnapshot(more: Partial<ProgramSnapshot> = {}): ProgramSnapshot {
  const policy = { kind: 'policy', id: 'contact', status } as const;
  const empty = { rules: [], segments: [], traits: [], templates: [], journeys: [], campaigns: [] };
  return { schemaVersion: 1, version: 1, hash: '', publishedAt: 0, ...empty, policy, ...more };
}

function makeSegment(id: string, condition: Condition) {
  return { kind: 'segment', id, status, condition } as const;
}

function makeTouchpoint(more: Partial<Touchpoint> = {}): Touchpoint {
  const content = { traits: {}, properties: {}, context: {} };
  return {
    id: 't1',
    source: 'shop',
    name: 'Order',
    type: 'track',
    occurredAt: now,
    receivedAt: now,
    ...content,
    ...more,
  };
}

function decideOne(profile: Profile, touchpoint: Touchpoint, snapshot: ProgramSnapshot, at = now) {
  return decide(profile, [{ kind: 'touchpoint', touchpoint }], compileProgram(snapshot), at);
}

const person = createProfile('person', now);
const echo = {
  kind: 'rule',
  id: 'echo',
  status,
  trigger: { event: 'Order' },
  actions: [{ emit: 'Echo' }],
} as const;

describe('decide', () => {
  it('counts a touchpoint that triggers nothing, without effects, traces or outbox', () => {
    const decision = decideOne(person, makeTouchpoint({ userId: 'u' }), makeSnapshot());
    expect(decision).toMatchObject({ changed: true, effects: [], duplicates: [] });
    expect(decision.profile).toMatchObject({
      version: 1,
      userId: 'u',
      lastSeenAt: now,
      outbox: [],
      program: 1,
    });
    expect(decision.entries).toMatchObject([{ touchpointId: 't1', traces: [], touchpoint: { id: 't1' } }]);
  });

  it('returns the same profile object for a duplicate', () => {
    const first = decideOne(person, makeTouchpoint(), makeSnapshot());
    const again = decideOne(first.profile, makeTouchpoint(), makeSnapshot());
    expect(again.profile).toBe(first.profile);
    expect(again).toMatchObject({ changed: false, entries: [], duplicates: [{ reused: false }] });
  });

  it('puts effects and traced entries, without their touchpoint, into a new outbox', () => {
    const snapshot = makeSnapshot({ rules: [echo] });
    const stale = { ...person, outbox: decideOne(person, makeTouchpoint(), snapshot).profile.outbox };
    const { profile, effects, entries } = decideOne(stale, makeTouchpoint({ id: 't2' }), snapshot);
    expect(profile.outbox).toHaveLength(2);
    expect(profile.outbox[0]).toEqual(effects[0]);
    expect(profile.outbox[1]).toMatchObject({ kind: 'RecordEntry', entry: { touchpointId: 't2' } });
    expect(profile.outbox[1]).not.toHaveProperty('entry.touchpoint');
    expect(entries[0]).toHaveProperty('touchpoint');
  });

  it('shares unchanged parts with the given profile', () => {
    const before = decideOne(person, makeTouchpoint({ traits: { a: 1 } }), makeSnapshot()).profile;
    const after = decideOne(before, makeTouchpoint({ id: 't2' }), makeSnapshot()).profile;
    expect(after.traits).toBe(before.traits);
    expect(after.computed).toBe(before.computed);
    expect(before.version).toBe(1);
  });

  it('evaluates all segments again under a new program, with the next touchpoint or wake', () => {
    const before = decideOne(person, makeTouchpoint({ traits: { vip: true } }), makeSnapshot()).profile;
    const segments = [makeSegment('vips', { profile: { traits: { vip: [true] } } })];
    const next = makeSnapshot({ version: 2, segments });
    expect(decideOne(before, makeTouchpoint({ id: 't2' }), next).profile.segments).toEqual({ vips: now });
    const looked = decide(before, [{ kind: 'wake' }], compileProgram(next), now);
    expect(looked.profile).toMatchObject({ segments: { vips: now }, program: 2 });
    expect(looked.entries).toMatchObject([{ name: 'Time Passed', traces: [{ origin: 'segment:vips' }] }]);
  });

  it('keeps the state of a paused document, and removes unknown ones once there are many', () => {
    const few = { ...person, computed: { paused: { count: 3 } }, segments: { paused: 1 } };
    expect(decideOne(few, makeTouchpoint(), makeSnapshot()).profile).toMatchObject({
      computed: { paused: { count: 3 } },
      segments: { paused: 1 },
    });
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`gone-${i}`, { count: 1 }]));
    const computed = { ...many, 'fired:echo': { window: [] } };
    const ruleFirings = { echo: [1, now] } as const;
    const { profile } = decideOne({ ...person, computed, ruleFirings }, makeTouchpoint(), makeSnapshot());
    expect(Object.keys(profile.computed)).toEqual(['fired:echo']);
  });

  it('clears a wake-up that nothing needs any more', () => {
    const due = { ...person, wakeAt: now - 1000, program: 1 };
    const decision = decide(due, [{ kind: 'wake' }], compileProgram(makeSnapshot()), now);
    expect(decision.changed).toBe(true);
    expect(decision.profile.wakeAt).toBeUndefined();
    expect(decision.entries).toEqual([]);
  });

  it('gives a timer’s effects the same ids however late it fires', () => {
    const segments = [makeSegment('active', { did: { event: 'Order', within: 'P1D' } })];
    const { profile } = decideOne(person, makeTouchpoint(), makeSnapshot({ segments }));
    const program = compileProgram(makeSnapshot({ segments }));
    const due = profile.wakeAt ?? 0;
    const [early, late] = [due, due + 90_000].map((at) => decide(profile, [{ kind: 'wake' }], program, at));
    expect(early?.effects).toHaveLength(1);
    expect(late?.effects.map((effect) => effect.id)).toEqual(early?.effects.map((effect) => effect.id));
  });

  it('does not send a message whose values are too many to carry', () => {
    const templates = [
      {
        id: 'big',
        channel: 'email',
        class: 'transactional',
        revision: 'r',
        locales: [],
        variables: ['event.properties'],
      },
    ] as const;
    const rules = [{ ...echo, actions: [{ send: 'big', to: 'a@example.com' }] }];
    const properties = { text: 'x'.repeat(40_000) };
    const { effects, entries } = decideOne(
      person,
      makeTouchpoint({ properties }),
      makeSnapshot({ templates, rules }),
    );
    expect(effects).toEqual([]);
    expect(entries[0]?.traces).toMatchObject([{ reason: 'invalid_value', channel: 'email' }]);
  });

  it('allows overlapping paths in a template', () => {
    const variables = [
      'event.properties.a.b',
      'event.properties',
      'profile.traits',
      'event.properties.__proto__.x',
    ];
    const templates = [
      { id: 'all', channel: 'email', class: 'transactional', revision: 'r', locales: [], variables },
    ] as const;
    const rules = [{ ...echo, actions: [{ send: 'all', to: 'a@example.com' }] }];
    const touchpoint = makeTouchpoint({ properties: { a: { b: 1 }, c: 2 }, traits: { x: 1, gone: null } });
    const { effects } = decideOne(person, touchpoint, makeSnapshot({ templates, rules }));
    expect(effects).toMatchObject([
      { variables: { event: { properties: { a: { b: 1 }, c: 2 } }, profile: { traits: { x: 1 } } } },
    ]);
    expect(touchpoint.properties).toEqual({ a: { b: 1 }, c: 2 });
  });
});

describe('Values that travel with a message', () => {
  it('contain no hidden counter', () => {
    const variables = ['profile.computed'];
    const templates = [
      { id: 'all', channel: 'email', class: 'transactional', revision: 'r', locales: [], variables },
    ] as const;
    const traits = [{ kind: 'trait', id: 'orders', status, function: 'count', event: 'Order' }] as const;
    const condition = { did: { event: 'Order' } };
    const rules = [{ ...echo, condition, actions: [{ send: 'all', to: 'a@example.com' }] }];
    const { effects } = decideOne(person, makeTouchpoint(), makeSnapshot({ templates, traits, rules }));
    expect(effects).toMatchObject([{ variables: { profile: { computed: { orders: 1 } } } }]);
    expect(JSON.stringify(effects)).not.toContain('did:');
  });
});

describe('compileProgram', () => {
  it('refuses segments that refer to each other in a circle, and names the circle', () => {
    const segments = ['a', 'b', 'c'].map((id, i) =>
      makeSegment(id, { not: { segment: ['b', 'c', 'a'][i] ?? '' } }),
    );
    expect(() => compileProgram(makeSnapshot({ segments }))).toThrow(/a → b → c → a/);
  });

  it('refuses a segment that reads the current event', () => {
    const segments = [makeSegment('now', { event: { name: ['Order'] } })];
    expect(() => compileProgram(makeSnapshot({ segments }))).toThrow(/segment\/now/);
  });

  it.each([
    [
      'a trait without its path',
      { traits: [{ kind: 'trait', id: 'x', status, function: 'sum', event: 'Order' }] },
    ],
    [
      'a window of no length',
      { traits: [{ kind: 'trait', id: 'x', status, function: 'count', event: 'Order', within: 'soon' }] },
    ],
    ['a limit of no length', { rules: [{ ...echo, limit: { times: 1, within: 'often' } }] }],
  ] as const)('refuses %s, naming the document', (_, more) => {
    expect(() => compileProgram(makeSnapshot(more))).toThrow(/(trait\/x|rule\/echo)/);
  });

  it('allows a condition on a segment that is not live: it has no members', () => {
    const rules = [{ ...echo, condition: { not: { segment: 'paused' } } }];
    expect(decideOne(person, makeTouchpoint(), makeSnapshot({ rules })).effects).toHaveLength(1);
  });
});
