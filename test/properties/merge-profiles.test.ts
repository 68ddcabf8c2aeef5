/** Two profiles of one person become what one profile would have been. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../engine/decide/decide.ts';
import { mergeProfiles } from '../../engine/identity/merge-profiles.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { makeProgram, now, playOneByOne, summarize, touchpoint, touchpoints } from './decide-arbitraries.ts';

const program = await makeProgram();

/** Consents are compared apart: of two profiles, the stricter state counts. */
const noConsent = ({ context: _, ...rest }: Touchpoint): Touchpoint => ({ ...rest, context: {} });
const split = fc
  .array(fc.tuple(touchpoint, fc.boolean()), { maxLength: 30 })
  .map((list) => [
    ...new Map(list.map(([one, isLeft]) => [one.id, [noConsent(one), isLeft] as const])).values(),
  ]);

/** The decision after a merge, as a worker makes it. */
function merge(survivor: Profile, ended: Profile): Profile {
  const absorbed = { ...ended, mergedInto: [survivor.id, now] } as const;
  const profile = mergeProfiles(survivor, absorbed, program, now);
  const merged = decide(profile, [{ kind: 'merge', absorbed: ended.id, at: now }], program, now).profile;
  return { ...merged, outbox: [] };
}

function play(list: readonly Touchpoint[], id: string): Profile {
  return { ...playOneByOne(program, list), id };
}

describe('two merged profiles', () => {
  it('have the state of one profile that received everything', () => {
    fc.assert(
      fc.property(split, (list) => {
        const [left, right] = [true, false].map((side) =>
          list.filter(([, isLeft]) => isLeft === side).map(([one]) => one),
        );
        if (left === undefined || right === undefined || left.length === 0 || right.length === 0) return;
        const all = summarize(
          play(
            list.map(([one]) => one),
            'one',
          ),
        );
        expect(summarize(merge(play(left, 'a'), play(right, 'b')))).toEqual(all);
        expect(summarize(merge(play(right, 'b'), play(left, 'a')))).toEqual(all);
      }),
      { numRuns: 150 },
    );
  });

  it('count a touchpoint again that neither of them counted, and no other', () => {
    fc.assert(
      fc.property(touchpoints, touchpoint, (list, fresh) => {
        const half = Math.ceil(list.length / 2);
        const merged = merge(play(list.slice(0, half), 'a'), play(list.slice(half), 'b'));
        const again = [...list, { ...fresh, id: 'fresh' }].map(
          (one) => ({ kind: 'touchpoint', touchpoint: one }) as const,
        );
        expect(decide(merged, again, program, now).entries.map(({ touchpointId }) => touchpointId)).toEqual([
          'fresh',
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('are the same profile when they are merged again', () => {
    fc.assert(
      fc.property(touchpoints, touchpoints, (left, right) => {
        const [a, b] = [play(left, 'a'), play(right, 'b')];
        const merged = merge(a, b);
        expect(mergeProfiles(merged, { ...b, mergedInto: ['a', now] }, program, now)).toBe(merged);
      }),
      { numRuns: 30 },
    );
  });

  it('have a no wherever one of them has, and a yes only where both allow it', () => {
    fc.assert(
      fc.property(touchpoints, touchpoints, (left, right) => {
        const [a, b] = [play(left, 'a'), play(right, 'b')];
        const states = [a, b].map(({ consents }) => consents['email']?.state);
        const merged = merge(a, b).consents['email']?.state;
        if (states.includes('denied')) expect(merged).toBe('denied');
        else expect(merged).toBe(states[0] ?? states[1]);
      }),
      { numRuns: 100 },
    );
  });
});
