/** Compiled patterns answer as the slow reference does, whatever the pattern and the event. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pattern } from '../../engine/model/documents/document-base.ts';
import { compilePattern } from '../../engine/patterns/compile-pattern.ts';
import { PatternInvalidError } from '../../engine/patterns/pattern-invalid-error.ts';
import { readLeaves } from '../../engine/patterns/read-leaves.ts';
import { matchByReference, matchWildcard } from '../engine/patterns/reference-matcher.ts';

const keys = fc.constantFrom('a', 'b', 'c');
const scalars = fc.constantFrom<unknown>(1, 2, 'x', 'xy', null);

/** Objects, arrays of objects and arrays of arrays, three levels deep, from few keys and values so that they meet. */
const events = buildObject(2);

function buildObject(depth: number): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(keys, buildValue(depth), { minKeys: depth === 2 ? 2 : 1, maxKeys: 3 });
}

function buildValue(depth: number): fc.Arbitrary<unknown> {
  const leaves = fc.oneof({ weight: 3, arbitrary: scalars }, fc.array(scalars, { maxLength: 2 }));
  if (depth === 0) return leaves;
  const object = buildObject(depth - 1);
  const list = fc.array(object, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    leaves,
    object,
    { weight: 2, arbitrary: list },
    fc.array(fc.oneof(list, scalars), { maxLength: 2 }),
  );
}

const alternatives = fc.array(
  fc.oneof(
    scalars,
    fc.constantFrom<unknown>({ exists: true }, { exists: false }, { prefix: 'x' }, { 'anything-but': 1 }),
    fc.constantFrom<unknown>({ 'anything-but': 'x' }, { numeric: ['>', 1] }, { wildcard: '*y' }),
  ),
  { minLength: 1, maxLength: 3 },
);

const patterns = buildPattern(2);

/** One field asked for a value and for fields below it: the value is no element that a field could be missing from. */
const VALUE_AND_FIELDS: [Record<string, unknown>, Record<string, unknown>[]] = [
  { a: { a: { a: [{ exists: false }] } }, $or: [{ a: [{ exists: true }] }, { b: [1] }] },
  [{ a: [1, [{ a: [{ a: 1 }] }, { a: 1 }]] }],
];

function buildPattern(depth: number): fc.Arbitrary<Record<string, unknown>> {
  const field = depth === 0 ? alternatives : fc.oneof(alternatives, buildPattern(depth - 1));
  const plain = fc.dictionary(keys, field, { minKeys: 1, maxKeys: 2 });
  if (depth === 0) return plain;
  const choice = fc.array(buildPattern(depth - 1), { minLength: 2, maxLength: 2 });
  const chosen = fc.tuple(fc.dictionary(keys, field, { maxKeys: 1 }), choice);
  return fc.oneof(
    { weight: 3, arbitrary: plain },
    chosen.map(([fields, $or]) => ({ ...fields, $or })),
  );
}

describe('compiled patterns beside the reference', () => {
  it('give the same answer', () => {
    let [matched, missed, refused] = [0, 0, 0];
    fc.assert(
      fc.property(patterns, fc.array(events, { minLength: 1, maxLength: 5 }), (pattern, samples) => {
        const compiled = compileOrRefuse(pattern);
        if (compiled === undefined) {
          refused++;
          return;
        }
        for (const event of samples) {
          const expected = matchByReference(pattern, event);
          if (expected) matched++;
          else missed++;
          expect(compiled.matches(event, 0)).toBe(expected);
        }
      }),
      { numRuns: 3000, examples: [VALUE_AND_FIELDS] },
    );
    // Guards the generators: a property that never matches proves nothing.
    expect(matched).toBeGreaterThan(500);
    expect(missed).toBeGreaterThan(500);
    expect(refused).toBeLessThan(1500);
  });

  it('agree on wildcards', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, value) => {
        fc.pre(!pattern.includes('**'));
        const compiled = compilePattern({ v: [{ wildcard: pattern }] }, 'p');
        expect(compiled.matches({ v: value }, 0)).toBe(matchWildcard(pattern, value));
      }),
      { numRuns: 2000 },
    );
  });

  it('never match an event that lacks a required equality', () => {
    fc.assert(
      fc.property(patterns, events, (pattern, event) => {
        const compiled = compileOrRefuse(pattern);
        if (compiled === undefined || !compiled.matches(event, 0)) return;
        for (const { path, values } of compiled.required) {
          expect(readLeaves(event, path).some((leaf) => values.includes(leaf))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('never throw anything but their own error, and never change the event', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (pattern, event) => {
        const before = JSON.stringify(event);
        const compiled = compileOrRefuse(pattern);
        expect(typeof (compiled?.matches(event, 0) ?? false)).toBe('boolean');
        expect(JSON.stringify(event)).toBe(before);
      }),
      { numRuns: 1000 },
    );
  });
});

function compileOrRefuse(pattern: Record<string, unknown>): ReturnType<typeof compilePattern> | undefined {
  try {
    return compilePattern(pattern as Pattern, 'p');
  } catch (error) {
    if (error instanceof PatternInvalidError) return undefined;
    throw error;
  }
}
