/** Rows of an import are history: they trigger nothing, and no yes in them ends a no, in any order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { readSaidAt } from '../../engine/touchpoint/read-import.ts';
import { sampleSnapshot } from '../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;
const program = compileProgram(sampleSnapshot);
const mark = { id: 'imp', line: 2 };

interface Statement {
  readonly isImported: boolean;
  readonly received: number;
  /** Hours before the receipt. */
  readonly age: number;
  readonly value: boolean | string;
  readonly isConfirmed: boolean;
}

const statement: fc.Arbitrary<Statement> = fc.record({
  isImported: fc.boolean(),
  received: fc.integer({ min: 0, max: 400 }).map((minutes) => minutes * 60_000),
  age: fc.constantFrom(0, 1, 23, 25, 24 * 365 * 10, 24 * 365 * 70),
  value: fc.constantFrom(true, false, 'pending', 'maybe'),
  isConfirmed: fc.boolean(),
});

function read({ isImported, received, age, value, isConfirmed }: Statement, index: number): Touchpoint {
  const at = start + received;
  return parseTouchpoint({
    id: `e${index}`,
    source: 'crm',
    'detail-type': 'Said',
    time: new Date(at).toISOString(),
    detail: {
      userId: 'u',
      timestamp: new Date(at - age * HOUR).toISOString(),
      context: {
        consent: { email: value },
        ...(isConfirmed ? { consentSource: { confirmed: true } } : {}),
        ...(isImported ? { import: mark } : {}),
      },
    },
  });
}

function take(profile: Profile, touchpoint: Touchpoint): Profile {
  const now = start + 24 * HOUR;
  return { ...decide(profile, [{ kind: 'touchpoint', touchpoint }], program, now).profile, outbox: [] };
}

const fold = (touchpoints: readonly Touchpoint[]) =>
  touchpoints.reduce(take, createProfile('P', start)).consents['email'];

const shuffled = fc
  .array(statement, { minLength: 1, maxLength: 6 })
  .map((all) => all.map(read))
  .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));

describe('an imported statement', () => {
  it('has the same result in every order of arrival', () => {
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(fold(other)).toEqual(fold(all));
      }),
      { numRuns: 300 },
    );
  });

  it('never turns a no into a yes, whenever either was said', () => {
    const no = { isConfirmed: false, value: false };
    const imported = statement.map((each) => ({ ...each, isImported: true }));
    fc.assert(
      fc.property(fc.array(imported, { maxLength: 5 }), statement, fc.nat(5), (rows, said, place) => {
        const all: Statement[] = rows.toSpliced(place, 0, { ...said, ...no });
        expect(fold(all.map(read))?.state).toBe('denied');
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing that others have stated, if it is a yes', () => {
    const live = statement.map((each) => ({ ...each, isImported: false, isConfirmed: false }));
    const yes = { value: true, isImported: true, isConfirmed: false };
    fc.assert(
      fc.property(fc.array(live, { minLength: 1, maxLength: 4 }), statement, (said, row) => {
        const without = said.map(read);
        const { state, at } = fold(without) ?? {};
        const together = [...said, { ...row, ...yes }].map(read);
        expect(fold(together)).toMatchObject({ state, at });
      }),
      { numRuns: 300 },
    );
  });

  it('is a yes where no one has said anything, and keeps its moment', () => {
    const row = { isImported: true, received: 0, age: 25, value: true, isConfirmed: false };
    const consent = fold([read(row, 0)]);
    expect(consent?.state).toBe('granted');
    expect(readSaidAt(consent?.at ?? 0)).toBe(start - 25 * HOUR);
    expect(readSaidAt(start)).toBe(start);
  });

  it('ends an earlier yes, if it is a no', () => {
    const yes = { isImported: false, received: 0, age: 0, value: true, isConfirmed: true };
    const no = { isImported: true, received: 60_000, age: 0, value: false, isConfirmed: false };
    expect(fold([yes, no].map(read))?.state).toBe('denied');
  });
});
