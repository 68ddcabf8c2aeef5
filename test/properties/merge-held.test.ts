/** Whatever two profiles of one person hold, the merged one holds no more than one person may: docs/adr/0102. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { separateProfiles } from '../../engine/decide/separate-profiles.ts';
import { listLosses } from '../../engine/identity/list-losses.ts';
import { listSent } from '../../engine/identity/list-sent.ts';
import { mergeProfiles } from '../../engine/identity/merge-profiles.ts';
import type { Input } from '../../engine/model/decision.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { snapshot } from '../app/identity/held-story.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Quiet hours are from 9 to 18. */
const start = Date.parse('2026-11-20T10:00:00Z');
/** The merge is at 17:00 of the fifth day: what is asked from 9:00 of it is held. */
const hours = 103;
const end = start + hours * HOUR;
const program = compileProgram(snapshot);
const limits = [
  { rule: 'hello', times: 1, window: Number.POSITIVE_INFINITY },
  { rule: 'tip', times: 2, window: 2 * DAY },
  { rule: 'daily', times: 1, window: DAY },
];

interface Story {
  readonly profile: Profile;
  readonly entries: readonly TimelineEntry[];
  /** Moments of firings, by rule. */
  readonly fired: ReadonlyMap<string, readonly number[]>;
}

const said = fc.record(
  {
    hour: fc.oneof(fc.nat(hours), fc.integer({ min: hours - 8, max: hours })),
    name: fc.constantFrom('Signed Up', 'Tip Asked', 'Daily Asked', 'Offer Asked', 'local'),
    /** A source sends it with the ids of both. */
    isShared: fc.boolean(),
    isVisitor: fc.boolean(),
  },
  { noNullPrototype: true },
);

function makeInput(id: string, name: string, at: number): Input {
  if (name === 'local')
    return {
      kind: 'campaign',
      campaign: 'local',
      run: start,
      localTime: '2026-11-24T19:00',
      startedAt: start,
    };
  const touchpoint = {
    ...{ id, name, source: 'shop', type: 'track' as const, properties: {}, context: {} },
    traits: { email: 'anna@example.com' },
    ...{ occurredAt: at, receivedAt: at },
  } as const;
  return { kind: 'touchpoint', touchpoint };
}

/** Hour by hour, so that what is held is sent at 18:00. */
function play(id: string, list: readonly { hour: number; name: string; id: string }[]): Story {
  let profile = createProfile(id, start);
  const entries: TimelineEntry[] = [];
  const fired = new Map<string, number[]>();
  for (let hour = 0; hour <= hours; hour++) {
    const now = start + hour * HOUR;
    const inputs = list.filter((one) => one.hour === hour).map((one) => makeInput(one.id, one.name, now));
    const isDue = profile.wakeAt !== undefined && profile.wakeAt <= now;
    if (inputs.length === 0 && !isDue) continue;
    for (const input of isDue ? [{ kind: 'wake' } as const, ...inputs] : inputs) {
      const decision = decide({ ...profile, outbox: [] }, [input], program, now);
      for (const { rule } of limits) {
        const times = (decision.profile.ruleFirings[rule]?.[0] ?? 0) - (profile.ruleFirings[rule]?.[0] ?? 0);
        fired.set(rule, [...(fired.get(rule) ?? []), ...Array<number>(times).fill(now)]);
      }
      profile = { ...decision.profile, outbox: [] };
      entries.push(...decision.entries);
    }
  }
  return { profile, entries, fired };
}

function merge(one: Story, other: Story) {
  const absorbed = { ...other.profile, mergedInto: [one.profile.id, end] } as const;
  const sent = { byOne: listSent(one.entries), byOther: listSent(other.entries) };
  const merged = mergeProfiles(one.profile, absorbed, program, end, { sent });
  const losses = listLosses([one.profile, other.profile], merged);
  const input = { kind: 'merge', absorbed: absorbed.id, at: end, ...losses } as const;
  return { merged, absorbed, decision: decide(merged, [input], program, end) };
}

const ids = ({ held }: Pick<Profile, 'held'>) => held.map(({ id }) => id).sort();
const readOrigin = (held: Profile['held'], rule: string) =>
  held.filter(({ origin }) => origin === `rule:${rule}`);

it('the merged profile holds what one person may, and the undo gives each its own back', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 24 }), (list) => {
      const all = list.map((one, index) => ({ ...one, id: `t${index}` }));
      const visitor = play(
        'b',
        all.filter((one) => one.isVisitor || one.isShared),
      );
      const user = play(
        'a',
        all.filter((one) => !one.isVisitor || one.isShared),
      );
      const { merged, absorbed, decision } = merge(user, visitor);
      expect(ids(merge(visitor, user).merged)).toEqual(ids(merged));
      const former = [...user.profile.held, ...visitor.profile.held];

      // A rule that fired for a touchpoint of both has fired once.
      for (const { rule, times, window } of limits) {
        const waiting = [...new Set(readOrigin(former, rule).map(({ id }) => id))];
        const moments = [...(user.fired.get(rule) ?? []), ...(visitor.fired.get(rule) ?? [])];
        for (const { requestedAt } of readOrigin(former, rule))
          moments.splice(moments.indexOf(requestedAt), 1);
        const kept = readOrigin(merged.held, rule);
        const free = Math.max(0, times - moments.length);
        if (window === Number.POSITIVE_INFINITY) expect(kept.length).toBeLessThanOrEqual(free);
        const fired = [...moments, ...kept.map(({ requestedAt }) => requestedAt)];
        for (const { requestedAt } of kept)
          for (const last of fired.filter((at) => at >= requestedAt && at < requestedAt + window))
            expect(fired.filter((at) => at <= last && at > last - window).length).toBeLessThanOrEqual(times);
        // The limit alone excludes a message.
        if (waiting.length > 0 && moments.length === 0) expect(kept.length).toBeGreaterThan(0);
      }
      const names = merged.held.map(({ origin, cause, template }) => [origin, cause, template].join());
      expect(new Set(names).size).toBe(names.length);
      const sent = new Set([...listSent(user.entries), ...listSent(visitor.entries)]);
      for (const { origin, cause, template } of merged.held)
        expect(sent.has([origin, cause, template].join('\n'))).toBe(false);
      // An unlimited rule loses only what is there twice.
      const offers = new Set(readOrigin(former, 'offer').map(({ cause }) => cause));
      expect(readOrigin(merged.held, 'offer').length).toBe(offers.size);

      const current = { ...decision.profile, outbox: [] };
      const others = decision.entries;
      const states = { current, before: user.profile, ended: absorbed };
      const undone = separateProfiles(states, { kept: [], moved: [], others }, program, end);
      expect([ids(undone.survivor), ids(undone.ended)]).toEqual([ids(user.profile), ids(visitor.profile)]);
    }),
    { numRuns: 150 },
  );
});
