/** What strangers can make a profile hold is bounded, and the bounds leave what matters its place. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { maxConsents, maxUnknownStates } from '../../../engine/model/limits.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';
import { identityKeys } from '../../../engine/touchpoint/identity-keys.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

const now = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;
const status = 'live';

function makeTouchpoint(id: string, context: JsonObject): Touchpoint {
  const content = { traits: {}, properties: {}, context };
  const times = { occurredAt: now, receivedAt: now };
  return { id, source: 'web', name: 'Visit', type: 'track', userId: 'u', ...content, ...times };
}

function makeSnapshot(version: number): ProgramSnapshot {
  return {
    schemaVersion: 1,
    version,
    hash: '',
    publishedAt: 0,
    rules: [
      {
        kind: 'rule',
        id: 'known',
        status,
        trigger: { event: 'Visit' },
        limit: { times: 3, within: 'P1D' },
        actions: [{ emit: 'Seen' }],
      },
    ],
    segments: [],
    traits: [],
    templates: [],
    journeys: [],
    campaigns: [],
    policy: { kind: 'policy', id: 'policy', status },
  };
}

function take(profile: Profile, touchpoint: Touchpoint) {
  return decide(profile, [{ kind: 'touchpoint', touchpoint }], compileProgram(makeSnapshot(2)), now);
}

describe('consents', () => {
  it('are bounded for invented topics, and a no to a whole channel is always stored', () => {
    const topics = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`email/t${i}`, true]));
    const full = take(createProfile('P', now), makeTouchpoint('1', { consent: topics }));
    expect(Object.keys(full.profile.consents)).toHaveLength(maxConsents);
    expect(full.entries[0]?.traces.some(({ reason }) => reason === 'profile_limit_reached')).toBe(true);
    const all = { email: false, sms: false, push: false, 'email/t0': false };
    const { consents } = take(full.profile, makeTouchpoint('2', { consent: all })).profile;
    for (const key of Object.keys(all)) expect(consents[key]?.state).toBe('denied');
    expect(Object.keys(consents)).toHaveLength(maxConsents + 3);
  });
});

describe('counts of fired rules', () => {
  it('are kept for the latest removed rules, and always for known rules', () => {
    const gone = Array.from({ length: 300 }, (_, i) => [`gone-${i}`, [1, i + 1]] as const);
    const fired = { ...Object.fromEntries(gone), known: [1, 0] as const };
    const computed = { 'fired:gone-0': { window: [] }, 'fired:gone-299': { window: [] } };
    const before = { ...createProfile('P', now), version: 1, program: 1, ruleFirings: fired, computed };
    const { profile } = take(before, makeTouchpoint('1', {}));
    const kept = Object.keys(profile.ruleFirings).filter((id) => id !== 'known');
    expect(kept).toHaveLength(maxUnknownStates);
    expect(kept).toContain('gone-299');
    expect(profile.ruleFirings['known']?.[0]).toBe(2);
    expect(Object.keys(profile.computed).sort()).toEqual(['fired:gone-299', 'fired:known']);
    expect(before.ruleFirings).toHaveProperty('gone-0');
  });
});

describe('external ids', () => {
  it('are left out when ambiguous or cut inside a character', () => {
    const externalIds = [
      { type: 'a:b', id: 'c' },
      { type: 'crm', id: '\ud83d' },
      { type: '\ud83d', id: '1' },
      { type: 'email', id: '\ud83d@example.com' },
      { type: 'a', id: 'b:c' },
    ];
    const keys = identityKeys({ ...makeTouchpoint('1', { externalIds }), traits: { email: '\udc00@a.com' } });
    expect(keys).toEqual([
      { type: 'userId', value: 'u' },
      { type: 'externalId', value: 'a:b:c' },
    ]);
  });
});

describe('the time of an event', () => {
  const event = (time: number) => ({
    id: 'e',
    source: 'web',
    'detail-type': 'Visit',
    time: new Date(time).toISOString(),
    detail: { userId: 'u' },
  });

  it('is refused more than a day ahead: no later statement could outrank it', () => {
    expect(() => parseTouchpoint(event(now + 25 * HOUR), now)).toThrow(
      expect.objectContaining({
        code: 'timestamp_in_future',
        path: 'time',
        received: expect.stringMatching(/25 h/),
      }),
    );
    expect(parseTouchpoint(event(now + 23 * HOUR), now).receivedAt).toBe(now);
    expect(parseTouchpoint(event(now - 9_000 * HOUR), now).receivedAt).toBe(now - 9_000 * HOUR);
  });
});
