/** What limits entries, and what entries and instances leave in the profile. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { Input } from '../../../engine/model/decision.ts';
import type { ConfigDocument } from '../../../engine/model/documents/documents.ts';
import type { JourneyDocument } from '../../../engine/model/documents/journey-document.ts';
import { maxEntries, maxKeyedEntries, maxLeft, maxPositions } from '../../../engine/model/limits.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';
import { publishDocuments } from '../../scenarios/publish-documents.ts';

const now = Date.parse('2026-03-01T10:00:00Z');
const end = { done: { type: 'end' } } as const;
const wait = { type: 'wait', for: 'P1D', next: 'done' } as const;

function makeJourney(id: string, more: Partial<JourneyDocument> = {}): JourneyDocument {
  const trigger = { event: 'Started' } as const;
  return { kind: 'journey', id, status: 'live', trigger, start: 'done', steps: end, ...more };
}

function makeInput(id: string, properties: JsonObject, at: number): Input {
  const touchpoint: Touchpoint = {
    id,
    source: 's',
    name: 'Started',
    type: 'track',
    traits: {},
    context: {},
    properties,
    occurredAt: at,
    receivedAt: at,
  };
  return { kind: 'touchpoint', touchpoint };
}

/** Events one by one, a second apart. */
async function play(documents: readonly ConfigDocument[], events: readonly JsonObject[], given?: Profile) {
  const program = compileProgram(await publishDocuments(documents, undefined, { acceptAll: true }));
  let profile = given ?? createProfile('person', now);
  const decisions = events.map((properties, i) => {
    const at = now + i * 1000;
    const decision = decide(profile, [makeInput(`event-${i}`, properties, at)], program, at);
    profile = { ...decision.profile, outbox: [] };
    return decision;
  });
  const traces = decisions.flatMap(({ entries }) => entries.flatMap((entry) => entry.traces));
  const archived = decisions.flatMap((decision) => decision.archived);
  return { profile, archived, effects: decisions.flatMap(({ effects }) => effects), traces, program };
}

describe('Entries', () => {
  it('are counted per key: the newest in the profile, older ones in the archive', async () => {
    const journey = makeJourney('cart', { key: 'event.properties.cart' });
    const carts = Array.from({ length: maxKeyedEntries + 6 }, (_, cart) => ({ cart }));
    const { profile, archived } = await play([journey], [...carts, { cart: 70 }, { cart: 69 }]);
    const counts = Object.values(profile.journeyEntries);
    expect(counts).toHaveLength(maxKeyedEntries);
    expect(Math.min(...counts.map(([, at]) => at))).toBe(now + 7000);
    expect(archived.map(([, count]) => count)).toEqual(
      Array.from({ length: 7 }, (_, cart) => [1, now + cart * 1000]),
    );
    // The newest are still known, and refused.
    expect(counts.every(([times]) => times === 1)).toBe(true);
  });

  it('are counted per journey: the newest in the profile, older ones in the archive', async () => {
    const journeys = Array.from({ length: maxEntries + 3 }, (_, i) =>
      makeJourney(`j${i}`, { condition: { event: { properties: { n: [i] } } } }),
    );
    const { profile, archived } = await play(
      journeys,
      journeys.map((_, n) => ({ n })),
    );
    expect(Object.keys(profile.journeyEntries)).toHaveLength(maxEntries);
    expect(archived.map(([name]) => name)).toEqual(['j0', 'j1', 'j2']);
    expect(profile.journeyEntries).not.toHaveProperty('j2');
    expect(profile.journeyEntries).toHaveProperty('j3');
  });

  it('are counted also without a limit, so that a limit set later applies to past entries', async () => {
    const { profile } = await play([makeJourney('free', { reentry: {} })], [{}, {}, {}]);
    expect(profile.journeyEntries['free']?.[0]).toBe(3);
    const { effects } = await play([makeJourney('free', { reentry: { limit: 3 } })], [{ again: true }], {
      ...profile,
      processedEvents: [],
    });
    expect(effects).toEqual([]);
  });

  it('leave traces that name at most 64 characters of the key, also in the steps after them', async () => {
    const journey = makeJourney('cart', {
      key: 'event.properties.cart',
      start: 'wait',
      steps: { wait, ...end },
    });
    const { traces } = await play([journey], [{ cart: '🛒'.repeat(100) }]);
    const key = '🛒'.repeat(64);
    expect(traces).toMatchObject([
      { action: 'enter', reason: 'done', key },
      { action: 'wait', key },
    ]);
  });

  it.each([[{}], [{ cart: null }], [{ cart: '' }]])('are refused without a key: %j', async (properties) => {
    const { traces } = await play([makeJourney('cart', { key: 'event.properties.cart' })], [properties]);
    expect(traces).toEqual([
      { origin: 'journey:cart', action: 'enter', reason: 'key_missing', note: 'event.properties.cart' },
    ]);
  });

  it('become two instances with separate ids when two steps of one turn cause them', async () => {
    const enter = (next: string) => ({ type: 'enter', journey: 'inner', next }) as const;
    const outer = makeJourney('outer', { start: 'a', steps: { a: enter('b'), b: enter('done'), ...end } });
    const emit = { type: 'emit', event: 'Entered Inner', next: 'done' } as const;
    const inner = makeJourney('inner', {
      trigger: { api: true },
      reentry: {},
      start: 'emit',
      steps: { emit, ...end },
    });
    const { effects } = await play([outer, inner], [{}]);
    const ids = effects.map(({ id }) => id);
    expect(ids).toHaveLength(2 + 2 * 3);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('end when journeys enter each other: no one is in one twice', async () => {
    const enter = (journey: string) => ({ go: { type: 'enter', journey, next: 'done' }, ...end }) as const;
    const { profile, effects } = await play(
      [
        makeJourney('ping', { reentry: {}, start: 'go', steps: enter('pong') }),
        makeJourney('pong', { reentry: {}, trigger: { api: true }, start: 'go', steps: enter('ping') }),
      ],
      [{}],
    );
    expect(effects).toHaveLength(4);
    expect(profile.journeys).toEqual([]);
  });

  it('are refused and not counted once the profile is full', async () => {
    const journeys = Array.from({ length: maxPositions + 4 }, (_, i) =>
      makeJourney(`j${i}`, { start: 'wait', steps: { wait, ...end } }),
    );
    const { profile } = await play(journeys, [{}]);
    expect(profile.journeys).toHaveLength(maxPositions);
    expect(Object.keys(profile.journeyEntries)).toHaveLength(maxPositions);
  });
});

describe('Ended instances', () => {
  it('are remembered while a message may be queued or a dead letter, the newest first', async () => {
    const journey = makeJourney('cart', {
      key: 'event.properties.cart',
      start: 'wait',
      steps: { wait, ...end },
      exitOn: [{ event: 'Started', key: false, where: { properties: { stop: [true] } } }],
    });
    const events = Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? { cart: i } : { stop: true }));
    const { profile, program } = await play([journey], events);
    expect(profile.recentExits).toHaveLength(maxLeft);
    const times = profile.recentExits.map(([, at]) => at);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(times.at(-1)).toBe(now + 79_000);
    const later = now + 18 * 86_400_000 + 3_600_000;
    const { profile: next } = decide(
      profile,
      [makeInput('x', { cart: 'new' }, later), makeInput('y', { stop: true }, later)],
      program,
      later,
    );
    expect(next.recentExits.map(([, at]) => at)).toEqual([later]);
  });
});
