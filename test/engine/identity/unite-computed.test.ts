/** One computed trait of two profiles: as if one of them had counted everything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subtractComputed } from '../../../engine/identity/subtract-computed.ts';
import { uniteComputed } from '../../../engine/identity/unite-computed.ts';
import type { TraitDocument, TraitFunction } from '../../../engine/model/documents/trait-document.ts';
import type { ComputedState } from '../../../engine/model/profile.ts';
import type { Scalar } from '../../../engine/traits/aggregator.ts';
import { aggregators } from '../../../engine/traits/aggregators.ts';
import { type CompiledTrait, compileTrait } from '../../../engine/traits/compile-trait.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const DAY = 86_400_000;

const functions = Object.keys(aggregators) as TraitFunction[];
const windows = [undefined, 'P30D'] as const;

function compile(kind: TraitFunction, within: string | undefined) {
  const document = {
    kind: 'trait',
    id: 't',
    status: 'live',
    function: kind,
    event: 'Order Completed',
    path: 'properties.value',
    ...(within === undefined ? {} : { within }),
  } as TraitDocument;
  return compileTrait(document, 0);
}

/** Fewer than the bounds of the functions that keep a bounded list: beyond them they are approximations. */
const occurrences = (value: fc.Arbitrary<Scalar>) =>
  fc.array(fc.record({ value, at: fc.integer({ min: now - 60 * DAY, max: now }), isLeft: fc.boolean() }), {
    maxLength: 18,
  });

interface Occurrence {
  readonly value: Scalar;
  readonly at: number;
}

function valuesOf({ aggregator }: CompiledTrait): fc.Arbitrary<Scalar> {
  return aggregator.takes === 'number'
    ? fc.integer({ min: -1_000, max: 1_000 }).map((cents) => cents / 100)
    : fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 9 }), fc.boolean());
}

function addTo(
  { aggregator, document }: CompiledTrait,
  state: ComputedState | undefined,
  { value, at }: Occurrence,
): ComputedState {
  return aggregator.add(state, aggregator.takes === 'occurrence' ? true : value, at, document.within, now);
}

describe.each(functions)('the function %s', (kind) => {
  it.each(windows)('has the state of all occurrences, with the window %s', (within) => {
    const trait = compile(kind, within);
    const { aggregator } = trait;
    const fold = (some: readonly Occurrence[]) =>
      some.reduce<ComputedState | undefined>((state, one) => addTo(trait, state, one), undefined);
    fc.assert(
      fc.property(occurrences(valuesOf(trait)), (all) => {
        const [left, right] = [
          fold(all.filter(({ isLeft }) => isLeft)),
          fold(all.filter(({ isLeft }) => !isLeft)),
        ];
        if (left === undefined || right === undefined) return;
        const both = aggregator.refresh(fold(all) ?? {}, within, now);
        expect(uniteComputed(trait, left, right, now)).toEqual(both);
        expect(uniteComputed(trait, right, left, now)).toEqual(both);
      }),
      { numRuns: 300 },
    );
  });

  it.each(windows)('counts once what both have counted, with the window %s', (within) => {
    const trait = compile(kind, within);
    const fold = (some: readonly Occurrence[]) =>
      some.reduce<ComputedState | undefined>((state, one) => addTo(trait, state, one), undefined);
    fc.assert(
      fc.property(
        occurrences(valuesOf(trait)),
        occurrences(valuesOf(trait)).filter((repeated) => repeated.length > 0),
        (all, repeated) => {
          const [left, right] = [
            fold([...all.filter(({ isLeft }) => isLeft), ...repeated]),
            fold([...repeated, ...all.filter(({ isLeft }) => !isLeft)]),
          ];
          const both = trait.aggregator.refresh(fold([...all, ...repeated]) ?? {}, within, now);
          const rest = subtractComputed(trait, right ?? {}, fold(repeated) ?? {}, now);
          expect(uniteComputed(trait, left ?? {}, rest, now)).toEqual(both);
        },
      ),
      { numRuns: 300 },
    );
  });
});
