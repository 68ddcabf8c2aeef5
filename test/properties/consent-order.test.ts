/** Consent is a fold: every order of arrival ends alike, and a no wins over each yes that was received before it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;
const program: Program = compileProgram(sampleSnapshot);

/** Received when, by a clock that is how far off, about what, and what was said. */
const statement = fc.record({
  received: fc.integer({ min: 0, max: 400 }).map((minutes) => minutes * 60_000),
  skew: fc
    .oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(-300, -30, 20))
    .map((hours) => hours * HOUR),
  key: fc.constantFrom('email', 'email/news'),
  value: fc.boolean(),
});

type Statement = typeof statement extends fc.Arbitrary<infer One> ? One : never;

function read({ received, skew, key, value }: Statement, index: number): Touchpoint {
  const at = start + received;
  return parseTouchpoint({
    id: `e${index}`,
    source: 'shop',
    'detail-type': 'Said',
    time: new Date(at).toISOString(),
    detail: {
      userId: 'u',
      timestamp: new Date(at + skew).toISOString(),
      context: { consent: { [key]: value } },
    },
  });
}

function take(profile: Profile, touchpoint: Touchpoint): Profile {
  const now = start + 24 * HOUR;
  return { ...decide(profile, [{ kind: 'touchpoint', touchpoint }], program, now).profile, outbox: [] };
}

describe('consent', () => {
  it('has the same result in every order of arrival', () => {
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 2, maxLength: 7 }),
        fc.infiniteStream(fc.nat()),
        (said, draws) => {
          const touchpoints = said.map(read);
          const shuffled = touchpoints
            .map((touchpoint) => ({ touchpoint, place: draws.next().value ?? 0 }))
            .sort((left, right) => left.place - right.place)
            .map(({ touchpoint }) => touchpoint);
          const [one, other] = [touchpoints, shuffled].map((order) =>
            order.reduce(take, createProfile('P', start)),
          );
          expect(other?.consents).toEqual(one?.consents);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is a no after a live no, whatever yes was received before it', () => {
    const before = fc.array(statement, { maxLength: 5 });
    const no = statement
      .filter(({ skew }) => skew > -24 * HOUR)
      .map((one) => ({ ...one, value: false, key: 'email' as const }));
    fc.assert(
      fc.property(before, no, (said, last) => {
        const latest = Math.max(last.received, ...said.map(({ received }) => received));
        const touchpoints = [...said, { ...last, received: latest }].map(read);
        const profile = touchpoints.reduce(take, createProfile('P', start));
        expect(profile.consents['email']?.state).toBe('denied');
      }),
      { numRuns: 300 },
    );
  });
});
