/** Time alone changes an answer exactly when changesAt says, never before and never silently. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../engine/conditions/compile-condition.ts';
import type { Condition } from '../../engine/model/documents/condition.ts';
import { createProfile, type Profile, type WindowEntry } from '../../engine/model/profile.ts';
import { compilePattern } from '../../engine/patterns/compile-pattern.ts';
import { addToWindow } from '../../engine/traits/window.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 28);
const moments = fc.integer({ min: START - 90 * DAY, max: START + 90 * DAY });
const bounds = fc.constantFrom(
  'now',
  'now-P30D',
  'now+P7D',
  'now-P1M',
  'now+P1M',
  'now-P1MT1H',
  '2026-02-01',
);
const dates = fc.oneof(
  fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '='), bounds),
  fc.tuple(fc.constantFrom('>', '>='), bounds, fc.constantFrom('<', '<='), bounds),
);
const leaves = fc.array(
  fc.oneof(fc.record({ date: dates }), fc.constantFrom<unknown>('x', { exists: false })),
  {
    minLength: 1,
    maxLength: 2,
  },
);
const values = fc.oneof(moments, fc.array(moments, { maxLength: 3 }), fc.constantFrom('x', null));

describe('patterns on dates', () => {
  it('keep their answer until changesAt', () => {
    let changing = 0;
    fc.assert(
      fc.property(
        leaves,
        values,
        moments,
        fc.array(fc.nat(), { maxLength: 8 }),
        (leaf, value, now, samples) => {
          const pattern = compilePattern({ v: leaf as never }, 'p');
          const event = { v: value };
          const turn = pattern.changesAt(event, now);
          if (turn !== undefined) changing++;
          expectSteady((at) => pattern.matches(event, at), now, turn, samples);
        },
      ),
      { numRuns: 2000 },
    );
    expect(changing).toBeGreaterThan(200);
  });

  it('flip at changesAt for a single value', () => {
    fc.assert(
      fc.property(dates, moments, moments, (date, value, now) => {
        const pattern = compilePattern({ v: [{ date }] }, 'p');
        const turn = pattern.changesAt({ v: value }, now);
        if (turn === undefined) return;
        expect(turn).toBeGreaterThan(now);
        expect(pattern.matches({ v: value }, turn)).toBe(!pattern.matches({ v: value }, now));
      }),
      { numRuns: 2000 },
    );
  });
});

const leafConditions: fc.Arbitrary<Condition> = fc.oneof(
  dates.map((date) => ({ profile: { traits: { birthday: [{ date }] } } })),
  dates.map((date) => ({ profile: { createdAt: [{ date }] } })),
  fc
    .record({ within: fc.constantFrom('P7D', 'P1M', 'P30D'), atLeast: fc.integer({ min: 1, max: 3 }) })
    .map((limits) => ({ did: { event: 'Order Completed', ...limits } })),
  fc.constant<Condition>({ did: { event: 'Order Completed', within: 'P7D', atMost: 1 } }),
);
const conditions = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    { weight: 2, arbitrary: leafConditions },
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('node').map((not) => ({ not })),
  ),
})).node;

describe('conditions on time', () => {
  it('never return an occurrence to a window of a month', () => {
    const condition = compileCondition({ did: { event: 'Order Completed', within: 'P1M' } });
    const at = Date.UTC(2026, 1, 28, 18);
    const profile = makeProfile({ birthday: 0, createdAt: 0, occurred: [at] }, condition.counters, at);
    const left = condition.changesAt({ profile, now: at }) ?? 0;
    expect(left).toBe(Date.UTC(2026, 2, 28, 18));
    for (const hours of [1, 7, 30, 60]) {
      expect(condition.holds({ profile, now: left + hours * 3_600_000 })).toBe(false);
    }
  });

  it('keep their answer until changesAt, and change it there', () => {
    let changing = 0;
    fc.assert(
      fc.property(
        conditions,
        fc.record({ birthday: moments, createdAt: moments, occurred: fc.array(moments, { maxLength: 6 }) }),
        moments,
        fc.array(fc.nat(), { maxLength: 6 }),
        (document, person, now, samples) => {
          const condition = compileCondition(document);
          const profile = makeProfile(person, condition.counters, now);
          const evaluate = (at: number) => condition.holds({ profile, now: at });
          const turn = condition.changesAt({ profile, now });
          expectSteady(evaluate, now, turn, samples);
          if (turn === undefined) return;
          changing++;
          expect(evaluate(turn)).toBe(!evaluate(now));
        },
      ),
      { numRuns: 2000 },
    );
    expect(changing).toBeGreaterThan(200);
  });
});

function makeProfile(
  person: { readonly birthday: number; readonly createdAt: number; readonly occurred: readonly number[] },
  counters: ReturnType<typeof compileCondition>['counters'],
  now: number,
): Profile {
  const states = counters.map(({ id, within = 'P1D' }) => {
    const past = person.occurred.filter((at) => at <= now);
    const window = past.reduce<readonly WindowEntry[]>(
      (kept, at) => addToWindow(kept, at, 1, 0, within, now),
      [],
    );
    return [id, { window }] as const;
  });
  return {
    ...createProfile('p1', person.createdAt),
    traits: { birthday: { value: new Date(person.birthday).toISOString(), at: 0 } },
    computed: Object.fromEntries(states),
  };
}

/** The answer at every sampled moment from now to just before the turn; far into the future when there is none. */
function expectSteady(
  evaluate: (at: number) => boolean,
  now: number,
  turn: number | undefined,
  samples: readonly number[],
): void {
  const end = turn ?? now + 400 * DAY;
  for (const at of [end - 1, ...samples.map((sample) => now + (sample % (end - now)))]) {
    expect(evaluate(at)).toBe(evaluate(now));
  }
}
