/** Time alone changes segments exactly when the person's wake-up is due: not earlier, not later. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../engine/decide/decide.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { DAY, makeProgram, now, playOneByOne, touchpoints } from './decide-arbitraries.ts';

const program = await makeProgram();

describe('wakeAt', () => {
  it('leaves no earlier moment at which a segment would change', () => {
    fc.assert(
      fc.property(touchpoints, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (list, fractions) => {
        const profile = playOneByOne(program, list);
        fc.pre(profile.version > 0);
        const end = profile.wakeAt ?? now + 400 * DAY;
        for (const fraction of [...fractions, 1]) {
          const at = Math.min(end - 1, Math.floor(now + (end - now) * fraction));
          expect(evaluateAll(profile, at)).toEqual(Object.keys(profile.segments).sort());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is followed by wake-ups that evaluate every segment correctly, until nothing depends on time', () => {
    fc.assert(
      fc.property(touchpoints, (list) => {
        let profile = playOneByOne(program, list);
        for (let wakes = 0; profile.wakeAt !== undefined; wakes++) {
          expect(wakes).toBeLessThan(200);
          const at = profile.wakeAt;
          const decision = decide(profile, [{ kind: 'wake' }], program, at);
          expect(decision.profile.wakeAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(at);
          profile = { ...decision.profile, outbox: [] };
          expect(evaluateAll(profile, at)).toEqual(Object.keys(profile.segments).sort());
        }
      }),
      { numRuns: 60 },
    );
  });

  it('writes nothing for a wake-up that finds nothing due', () => {
    fc.assert(
      fc.property(touchpoints, (list) => {
        const profile = playOneByOne(program, list);
        fc.pre(profile.version > 0);
        const decision = decide(profile, [{ kind: 'wake' }], program, now);
        expect(decision).toMatchObject({ changed: false, effects: [], entries: [] });
        expect(decision.profile).toBe(profile);
      }),
      { numRuns: 50 },
    );
  });
});

function evaluateAll(profile: Profile, at: number): string[] {
  const evaluated = { ...profile, segments: {} as Record<string, number> };
  for (const segment of program.segments) {
    if (segment.condition.holds({ profile: evaluated, now: at })) evaluated.segments[segment.id] = at;
  }
  return Object.keys(evaluated.segments).sort();
}
