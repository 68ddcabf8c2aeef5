/** Rows of an import are history: they trigger nothing, and no yes in them ends a no, in any order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSaidAt } from '../../engine/channels/weak-moment.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import type { Program } from '../../engine/compile/program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { mergeProfiles } from '../../engine/identity/merge-profiles.ts';
import { type Consent, createProfile, type Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;
const plain = compileProgram(sampleSnapshot);
const doubleOptIn = compileProgram({
  ...sampleSnapshot,
  purposes: [
    {
      ...{ kind: 'purpose', id: 'marketing', status: 'live', name: 'Marketing' },
      doubleOptIn: { template: 'confirm' },
    },
  ],
  templates: [
    ...sampleSnapshot.templates,
    {
      ...{ id: 'confirm', channel: 'email', class: 'transactional' },
      revision: 'r',
      locales: [],
      variables: [],
    },
  ],
});
const programs = fc
  .constantFrom('plain', 'doubleOptIn')
  .map((name) => (name === 'plain' ? plain : doubleOptIn));
const mark = { id: 'imp', line: 2 };

interface Statement {
  readonly isImported: boolean;
  readonly received: number;
  /** Hours before the receipt. */
  readonly age: number;
  readonly value: boolean | string;
  readonly isConfirmed: boolean;
  readonly email?: string | undefined;
}

const statement: fc.Arbitrary<Statement> = fc.record({
  isImported: fc.boolean(),
  received: fc.integer({ min: 0, max: 400 }).map((minutes) => minutes * 60_000),
  age: fc.constantFrom(0, 1, 23, 25, 24 * 365 * 10, 24 * 365 * 70),
  value: fc.constantFrom(true, false, 'pending', 'maybe'),
  isConfirmed: fc.boolean(),
  email: fc.constantFrom(undefined, 'a@example.com', 'b@example.com'),
});

function read(
  { isImported, received, age, value, isConfirmed, email }: Statement,
  index: number,
): Touchpoint {
  const at = start + received;
  return parseTouchpoint({
    id: `e${index}`,
    source: 'crm',
    'detail-type': 'Said',
    time: new Date(at).toISOString(),
    detail: {
      userId: 'u',
      ...(email === undefined ? {} : { traits: { email } }),
      timestamp: new Date(at - age * HOUR).toISOString(),
      context: {
        consent: { email: value },
        ...(isConfirmed ? { consentSource: { confirmed: true } } : {}),
        ...(isImported ? { import: mark } : {}),
      },
    },
  });
}

function live(touchpoints: readonly Touchpoint[], program: Program, id = 'P'): Profile {
  const now = start + 24 * HOUR;
  return touchpoints.reduce<Profile>(
    (profile, touchpoint) => {
      const { profile: next } = decide(profile, [{ kind: 'touchpoint', touchpoint }], program, now);
      return { ...next, outbox: [] };
    },
    createProfile(id, start),
  );
}

const fold = (touchpoints: readonly Touchpoint[], program = plain): Consent | undefined =>
  live(touchpoints, program).consents['email'];

const shuffled = fc
  .array(statement, { minLength: 1, maxLength: 6 })
  .map((all) => all.map(read))
  .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));

const said = fc.array(
  statement.map((each) => ({ ...each, isImported: false })),
  { minLength: 1, maxLength: 4 },
);

describe('an imported statement', () => {
  it('has the same result in every order of arrival', () => {
    fc.assert(
      fc.property(shuffled, programs, ([all, other], program) => {
        expect(fold(other, program)).toEqual(fold(all, program));
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

  it('changes nothing that others have stated, if it is a yes, confirmed or not, in any order and repeated', () => {
    const yes = { value: true, isImported: true };
    fc.assert(
      fc.property(
        said,
        fc.array(statement, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        programs,
        (own, all, place, program) => {
          const rows = all.map((row, index) => read({ ...row, ...yes }, own.length + index));
          const statements = own.map(read);
          const without = fold(statements, program);
          const at = place % (own.length + 1);
          expect(fold(statements.toSpliced(at, 0, ...rows), program)).toEqual(without);
          expect(fold([...rows, ...statements, ...rows], program)).toEqual(without);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('changes nothing that others have stated when two profiles become one', () => {
    fc.assert(
      fc.property(
        said,
        fc.array(statement, { minLength: 1, maxLength: 3 }),
        programs,
        fc.boolean(),
        (own, all, program, isFirst) => {
          const rows = all.map(({ value, ...row }, index) =>
            read({ ...row, value: value !== 'pending' || value, isImported: true }, index),
          );
          const [person, list] = [live(own.map(read), program, 'P'), live(rows, program, 'Q')];
          const [left, right] = isFirst ? [list, person] : [person, list];
          expect(mergeProfiles(left, right, program, start + 25 * HOUR).consents['email']).toEqual(
            person.consents['email'],
          );
        },
      ),
      { numRuns: 500 },
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
