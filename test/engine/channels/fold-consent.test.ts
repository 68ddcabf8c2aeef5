/** One consent key folded from its statements. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldConsent } from '../../../engine/channels/fold-consent.ts';
import { isWeakened, weakenMoment } from '../../../engine/channels/weak-moment.ts';
import type { Consent } from '../../../engine/model/profile.ts';

const no = (at: number): Consent => ({ state: 'denied', at });
const yes = (at: number): Consent => ({ state: 'granted', at });
const pending = (at: number): Consent => ({ state: 'pending', at });
const confirmed = (at: number): Consent => ({ state: 'granted', at, confirmed: true });
const unreadable = (at: number): Consent => ({ state: 'pending', at, unreadableAt: at });
const confirmedBy =
  (addressHash: string) =>
  (at: number): Consent => ({ ...confirmed(at), addressHash });

function fold(...statements: readonly Consent[]): Consent | undefined {
  return statements.reduce<Consent | undefined>(foldConsent, undefined);
}

const statement = fc
  .tuple(
    fc.constantFrom(no, yes, pending, confirmed, confirmedBy('a'), confirmedBy('b'), unreadable),
    fc.integer({ min: 1, max: 5 }),
  )
  .map(([make, at]) => make(at));

/** A yes of an import. */
const weak = fc
  .tuple(fc.constantFrom(yes, pending, confirmed, confirmedBy('a')), fc.integer({ min: 1, max: 5 }))
  .map(([make, at]) => make(weakenMoment(at)));

describe('foldConsent', () => {
  it.each<readonly [string, readonly Consent[], Consent['state'], number]>([
    ['lets the later statement win', [yes(1), no(2), yes(3)], 'granted', 3],
    ['lets the no win a tie against a yes', [yes(1), no(1)], 'denied', 1],
    ['lets the no win a tie against a confirmed yes', [confirmed(1), no(1)], 'denied', 1],
    ['lets the confirmed yes win a tie against its own request', [pending(1), confirmed(1)], 'granted', 1],
    ['lets the pending yes win a tie against an unconfirmed one', [pending(1), yes(1)], 'pending', 1],
    ['lets a later request suspend an unconfirmed yes', [yes(1), pending(2)], 'pending', 2],
    ['keeps a confirmed yes when a form is posted again', [confirmed(1), pending(2)], 'granted', 1],
    ['ends a confirmed yes with a later no', [confirmed(1), no(2)], 'denied', 2],
    ['waits for a confirmation after a no', [no(1), pending(2)], 'pending', 2],
    ['lets a no after the request win over its confirmation', [pending(1), no(2), confirmed(1)], 'denied', 2],
    ['lets the later request count after the no', [confirmed(1), pending(3), no(2)], 'pending', 3],
    [
      'takes no confirmation from before a no for a later request',
      [no(2), pending(3), confirmed(1)],
      'pending',
      3,
    ],
    ['keeps a no when an unreadable statement follows', [no(1), unreadable(2)], 'denied', 1],
    ['suspends an unconfirmed yes by a later unreadable statement', [yes(1), unreadable(2)], 'pending', 2],
    ['suspends it in a tie', [yes(1), unreadable(1)], 'pending', 1],
    ['lets a later yes end an unreadable statement', [unreadable(1), yes(2)], 'granted', 2],
    ['takes no earlier yes for the answer to an unreadable statement', [unreadable(3), yes(2)], 'pending', 3],
  ])('%s', (_, statements, state, at) => {
    expect(fold(...statements)).toMatchObject({ state, at });
  });

  it('has the same result in every order, and for every repetition', () => {
    const shuffled = fc
      .array(fc.oneof(statement, weak), { minLength: 1, maxLength: 7 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(fold(...other)).toEqual(fold(...all));
      }),
      { numRuns: 2000 },
    );
  });

  it('is nothing of an import beside any other statement', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(statement, weak), { minLength: 1, maxLength: 7 }), (all) => {
        const own = all.filter(({ at }) => !isWeakened(at));
        if (own.length > 0) expect(fold(...all)).toEqual(fold(...own));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a confirmed yes suspended from an unreadable statement until a later one', () => {
    expect(fold(confirmed(1), unreadable(2))).toEqual({ ...confirmed(1), unreadableAt: 2 });
    expect(fold(confirmed(1), unreadable(2), confirmed(2))).toEqual({ ...confirmed(2), unreadableAt: 2 });
    expect(fold(confirmed(1), unreadable(2), pending(3))).toEqual({ ...confirmed(1), later: pending(3) });
  });

  it('is never a yes without a yes that no no follows', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 7 }), (all) => {
        const lastNo = Math.max(0, ...all.filter(({ state }) => state === 'denied').map(({ at }) => at));
        const isGranted = all.some(({ state, at }) => state === 'granted' && at > lastNo);
        if (fold(...all)?.state === 'granted') expect(isGranted).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
