/** Consent is a fold: every order of arrival ends alike, and a no wins over each yes that was received before it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { admitMessage } from '../../engine/policy/admit.ts';
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
  key: fc.constantFrom('email', 'email/news', 'email:surveys', 'email:*', 'email:!stop'),
  // A no to every purpose has no opposite.
  value: fc.constantFrom(true, false, 'maybe'),
});

interface Statement {
  readonly received: number;
  readonly skew: number;
  readonly key: string;
  readonly value: boolean | string;
}

const optOut = { consent: { email: 'opt-out' } } as const;

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

/** Of a page of Percorso: it knows the millisecond, the bus says the second. */
function readOwn(at: number, value: boolean, id: string): Touchpoint {
  return parseTouchpoint({
    id,
    source: 'percorso',
    'detail-type': 'Consent Stated',
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    detail: {
      messageId: id,
      profileId: 'P',
      timestamp: new Date(at).toISOString(),
      context: { consent: { email: value } },
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

  it.each(['email', 'email:*'])(
    'is a no after a live no to %s, whatever yes was received before it',
    (key) => {
      const before = fc.array(statement, { maxLength: 5 });
      const no = statement
        .filter(({ skew }) => skew > -24 * HOUR)
        .map((one) => ({ ...one, value: false, key }));
      fc.assert(
        fc.property(before, no, (said, last) => {
          const latest = Math.max(last.received, ...said.map(({ received }) => received));
          const touchpoints = [...said, { ...last, received: latest }].map(read);
          const profile = touchpoints.reduce(take, createProfile('P', start));
          expect(profile.consents[key]?.state).toBe('denied');
          const purposes = key === 'email' ? ['marketing'] : ['marketing', 'surveys', 'later'];
          for (const purpose of purposes) {
            const contact = { channel: 'email', class: 'promotional', purpose } as const;
            expect(admitMessage(profile, contact, 'u@example.com', optOut)).toBe('unsubscribed');
            expect(admitMessage(profile, { ...contact, topic: 'news' }, 'u@example.com', optOut)).toBe(
              'unsubscribed',
            );
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  /** Within two seconds: who says it, how long after the one before, by a clock that is how far off, and what. */
  const quick = fc.record({
    isOwn: fc.boolean(),
    after: fc.integer({ min: 1, max: 700 }),
    skew: fc.oneof(fc.integer({ min: -900, max: 900 }), fc.constantFrom(-2 * HOUR, 20 * HOUR)),
    value: fc.boolean(),
  });

  it('is a no after a no, of a shop or a page, whatever was received before it in the same second', () => {
    fc.assert(
      fc.property(
        fc.array(quick, { maxLength: 5 }),
        fc.boolean(),
        fc.boolean(),
        (said, isOwn, isReversed) => {
          let at = start;
          const last = { isOwn, after: 1, skew: 0, value: false };
          const touchpoints = [...said, last].map(({ isOwn: own, after, skew, value }, index) => {
            at += after;
            if (own) return readOwn(at, value, `e${index}`);
            const second = Math.floor(at / 1000) * 1000 - start;
            return read({ received: second, skew: at + skew - start - second, key: 'email', value }, index);
          });
          const order = isReversed ? touchpoints.toReversed() : touchpoints;
          expect(order.reduce(take, createProfile('P', start)).consents['email']?.state).toBe('denied');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is the last word of pages, by the millisecond, in every order of arrival', () => {
    fc.assert(
      fc.property(fc.array(quick, { minLength: 1, maxLength: 6 }), fc.boolean(), (said, isReversed) => {
        let at = start;
        const touchpoints = said.map(({ after, value }, index) => {
          at += after;
          return readOwn(at, value, `e${index}`);
        });
        const order = isReversed ? touchpoints.toReversed() : touchpoints;
        const { consents } = order.reduce(take, createProfile('P', start));
        expect(consents['email']?.state).toBe(said.at(-1)?.value === true ? 'granted' : 'denied');
      }),
      { numRuns: 300 },
    );
  });
});
