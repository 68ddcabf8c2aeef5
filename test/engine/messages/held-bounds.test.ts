/** What a profile holds is bounded, and what has to give way says so. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../../engine/decide/decide.ts';
import type { ConfigDocument } from '../../../engine/model/documents/documents.ts';
import { type Played, playScenario, type ScenarioEvent } from '../../scenarios/run-scenario.ts';

const night = '2026-03-02T22:00:00Z';
const status = 'live';

const documents: readonly ConfigDocument[] = [
  {
    kind: 'template',
    id: 'promo',
    status,
    channel: 'email',
    class: 'promotional',
    content: { subject: '{{ event.properties.sku }}', html: '<p>Now.</p>' },
    locales: { it: { subject: 'Ora' } },
  },
  {
    kind: 'policy',
    id: 'contact',
    status,
    consent: { email: 'opt-out' },
    quietHours: { windows: [{ from: '21:00', to: '08:00' }] },
  },
  { kind: 'rule', id: 'low', status, priority: 1, trigger: { event: 'Low' }, actions: [{ send: 'promo' }] },
  { kind: 'rule', id: 'high', status, priority: 9, trigger: { event: 'High' }, actions: [{ send: 'promo' }] },
  {
    kind: 'journey',
    id: 'tour',
    status,
    trigger: { event: 'Toured' },
    start: 'offer',
    steps: { offer: { type: 'send', template: 'promo', next: 'over' }, over: { type: 'end' } },
  },
];

function play(events: readonly Omit<ScenarioEvent, 'at'>[], until?: string) {
  const traits = { email: 'a@example.com' };
  const line = events.map((event) => ({ at: night, traits, ...event }));
  return playScenario(documents, until === undefined ? line : [...line, { at: until }]);
}

function repeat(count: number, event: Omit<ScenarioEvent, 'at'>): readonly Omit<ScenarioEvent, 'at'>[] {
  return Array.from({ length: count }, () => event);
}

function listReasons({ entries }: Played): readonly string[] {
  return entries.flatMap(({ traces }) => traces.map(({ origin, reason }) => `${origin} ${reason}`));
}

describe('held messages', () => {
  it('number at most 32: one more of the same rank is refused', async () => {
    const played = await play(repeat(33, { event: 'Low' }));
    expect(played.profile.held).toHaveLength(32);
    expect(listReasons(played).at(-1)).toBe('rule:low profile_limit_reached');
  });

  it('give way to one of higher priority, the youngest of the lowest first, which is outranked', async () => {
    const played = await play([...repeat(32, { event: 'Low' }), { event: 'High' }]);
    const { held } = played.profile;
    expect(held).toHaveLength(32);
    expect(held.map(({ cause }) => cause)).not.toContain('event-31');
    expect(held.at(-1)?.origin).toBe('rule:high');
    expect(listReasons(played).slice(-2)).toEqual(['rule:low outranked', 'rule:high held_quiet_hours']);
  });

  it('never give way while a journey waits for them', async () => {
    const played = await play([
      { event: 'Toured' },
      ...repeat(31, { event: 'Low' }),
      ...repeat(40, { event: 'High' }),
    ]);
    const subjects = played.profile.held.map(({ origin }) => origin);
    expect(subjects.filter((subject) => subject === 'journey:tour')).toHaveLength(1);
    expect(subjects.filter((subject) => subject === 'rule:high')).toHaveLength(31);
    expect(played.profile.journeys).toHaveLength(1);
  });

  it('keep no more of the event than their template needs, and the locale that it decides', async () => {
    const properties = { sku: 'A7', note: 'x'.repeat(100) };
    const { profile } = await play([{ event: 'Low', properties, context: { locale: 'it-IT', page: 'p' } }]);
    expect(profile.held[0]?.event).toEqual({ properties: { sku: 'A7' }, context: { locale: 'it-IT' } });
  });

  it('use the locale of their event when they are sent', async () => {
    const { effects } = await play([{ event: 'Low', context: { locale: 'it-IT' } }], '2026-03-03T09:00:00Z');
    expect(effects).toMatchObject([{ kind: 'SendMessage', locale: 'it', touchpointId: 'event-0' }]);
  });

  it('are refused when their event values are too large to keep; by day they are sent', async () => {
    const properties = { sku: 'x'.repeat(5_000) };
    const atNight = await play([{ event: 'Low', properties }]);
    expect(atNight.profile.held).toEqual([]);
    expect(listReasons(atNight)).toEqual(['rule:low invalid_value']);
    const traits = { email: 'a@example.com' };
    const byDay = await playScenario(documents, [
      { at: '2026-03-02T12:00:00Z', event: 'Low', properties, traits },
    ]);
    expect(byDay.effects).toHaveLength(1);
  });

  it('keep one id from the first hold to the message, so that they can be followed', async () => {
    const { entries, effects } = await play([{ event: 'Low' }], '2026-03-03T09:00:00Z');
    const ids = entries.flatMap(({ traces }) => traces.map(({ effectId }) => effectId));
    expect(new Set([...ids, ...effects.map(({ id }) => id)]).size).toBe(1);
    expect(ids).toHaveLength(2);
  });
});

describe('a journey whose message is held', () => {
  it('waits at the step until it is sent, then continues', async () => {
    const waiting = await play([{ event: 'Toured' }]);
    expect(waiting.profile.journeys.map(({ step }) => step)).toEqual(['offer']);
    const gone = await play([{ event: 'Toured' }], '2026-03-03T09:00:00Z');
    expect(gone.profile.journeys).toEqual([]);
    expect(listReasons(gone).slice(-2)).toEqual(['journey:tour sent_to_channel', 'journey:tour completed']);
  });

  it('also continues when the message is dropped on release, and the trace names the step', async () => {
    const refusal = { event: 'Preferences', context: { consent: { email: false } } };
    const gone = await play([{ event: 'Toured' }, refusal], '2026-03-03T09:00:00Z');
    expect(gone.effects.filter(({ kind }) => kind === 'SendMessage')).toEqual([]);
    expect(gone.profile.journeys).toEqual([]);
    const traces = gone.entries.flatMap((entry) => entry.traces);
    expect(traces.find(({ reason }) => reason === 'unsubscribed')).toMatchObject({
      origin: 'journey:tour',
      step: 'offer',
      version: 1,
      channel: 'email',
      note: 'promo',
    });
  });

  it('sends nothing for an instance that the person was removed from', async () => {
    const { profile, program } = await play([{ event: 'Toured' }]);
    const [position] = profile.journeys;
    const left = { ...profile, journeys: [], recentExits: [[position?.instanceId ?? '', 0] as const] };
    const morning = Date.parse('2026-03-03T08:00:00Z');
    const { effects, entries } = decide(left, [{ kind: 'wake' }], program, morning);
    expect(effects).toEqual([]);
    const [trace] = entries.flatMap(({ traces }) => traces);
    expect(trace).toMatchObject({ origin: 'journey:tour', action: 'send', reason: 'left_journey' });
  });
});
