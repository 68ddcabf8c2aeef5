/** A touchpoint counts once, however often, late and in whatever company it is delivered. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { mayHaveFallenOut } from '../../engine/decide/dedup-window.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';

const MINUTE = 60_000;
const now = Date.parse('2026-06-01T12:00:00Z');
const status = 'live';

const snapshot: ProgramSnapshot = {
  schemaVersion: 1,
  version: 1,
  hash: '',
  publishedAt: 0,
  rules: [],
  segments: [],
  traits: [{ kind: 'trait', id: 'visits', status, function: 'count', event: 'Visit' }],
  templates: [],
  journeys: [],
  campaigns: [],
  policy: { kind: 'policy', id: 'policy', status },
};
const program = compileProgram(snapshot);

function makeVisit(id: number, receivedAgo: number, occurredBefore: number): Touchpoint {
  const receivedAt = now - receivedAgo;
  const content = { traits: {}, properties: {}, context: {} };
  const times = { occurredAt: receivedAt - occurredBefore, receivedAt };
  return { id: `v${id}`, source: 'web', name: 'Visit', type: 'track', userId: 'u', ...content, ...times };
}

/** What step 1c of advance-profile does, with everything decided before this batch in the timeline. */
function dropCounted(profile: Profile, batch: readonly Touchpoint[], timeline: ReadonlySet<string>) {
  return batch.filter((one) => !mayHaveFallenOut(profile, one) || !timeline.has(one.id));
}

function play(batches: readonly (readonly Touchpoint[])[]): Profile {
  let profile = createProfile('person', now);
  const timeline = new Set<string>();
  for (const batch of batches) {
    const inputs = dropCounted(profile, batch, timeline).map(
      (touchpoint) => ({ kind: 'touchpoint', touchpoint }) as const,
    );
    profile = { ...decide(profile, inputs, program, now).profile, outbox: [] };
    for (const { id } of batch) timeline.add(id);
  }
  return profile;
}

describe('a touchpoint counts once', () => {
  it('in any batches, with repeats in the same batch, received now or hours ago', () => {
    const visits = fc
      .array(
        fc.record({
          ago: fc.constantFrom(0, MINUTE, 20 * MINUTE, 90 * MINUTE),
          before: fc.constantFrom(0, 1, 30 * MINUTE),
        }),
        { minLength: 1, maxLength: 30 },
      )
      .map((list) => list.map(({ ago, before }, index) => makeVisit(index, ago, before)));
    const deliveries = visits.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.array(fc.array(fc.nat({ max: list.length - 1 }), { maxLength: 10 }), { maxLength: 12 }),
      ),
    );
    fc.assert(
      fc.property(deliveries, ([list, batches]) => {
        const delivered = batches.map((batch) => batch.flatMap((index) => list[index] ?? []));
        const different = new Set(delivered.flat().map(({ id }) => id));
        expect(play(delivered).computed['visits']?.count ?? 0).toBe(different.size);
      }),
      { numRuns: 400 },
    );
  });

  it('when both its copies are in one batch and too old for the window', () => {
    const recent = Array.from({ length: 8 }, (_, index) => makeVisit(index, MINUTE, 0));
    const old = makeVisit(99, 60 * MINUTE, 0);
    expect(play([recent, [old, old]]).computed['visits']?.count).toBe(9);
  });

  it('when a newer one of the same batch pushes it out of the window before its duplicate is checked', () => {
    const known = Array.from({ length: 8 }, (_, index) => makeVisit(index, (60 - index) * MINUTE, 0));
    const late = makeVisit(99, MINUTE, 24 * 60 * MINUTE);
    const [oldest] = known;
    expect(play([known, [late, ...(oldest === undefined ? [] : [oldest])]]).computed['visits']?.count).toBe(
      9,
    );
  });
});
