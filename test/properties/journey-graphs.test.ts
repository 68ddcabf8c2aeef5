/** Random graphs: what is refused is exactly what a second, plainer look at them refuses. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/base/json.ts';
import { readDocument } from '../../engine/config/read/read-document.ts';
import { compileJourney } from '../../engine/journeys/compile-journey.ts';
import { accept, withSteps } from '../harness/journey-samples.ts';

const ids: readonly string[] = ['s0', 's1', 's2'];
const id = fc.constantFrom(...ids);

/** A step with the ways out of it, `slow` ones taking a minute at least. */
const drawn = fc.oneof(
  fc.tuple(id).map(([next]) => ({ step: { type: 'emit', event: 'E', next }, fast: [next], slow: [] })),
  fc.tuple(id).map(([next]) => ({ step: { type: 'wait', for: 'PT1M', next }, fast: [], slow: [next] })),
  fc.tuple(id).map(([next]) => ({ step: { type: 'wait', for: 'PT59S', next }, fast: [next], slow: [] })),
  fc.tuple(id, id).map(([next, late]) => ({
    step: { type: 'waitFor', branches: [{ event: 'E', next }], timeout: { after: 'P1D', next: late } },
    fast: [next],
    slow: [late],
  })),
  fc.tuple(id, id).map(([left, right]) => ({
    step: {
      type: 'split',
      paths: [
        { percent: 50, next: left },
        { percent: 50, next: right },
      ],
    },
    fast: [left, right],
    slow: [],
  })),
  fc.constant({ step: { type: 'end' }, fast: [], slow: [] }),
);

it('refuses a graph exactly when a step is unreachable or a loop takes no time, and compiles every other', () => {
  fc.assert(
    fc.property(fc.tuple(drawn, drawn, drawn), (steps) => {
      const document = withSteps(
        Object.fromEntries(steps.map(({ step }, at) => [ids[at], step])) as JsonObject,
      );
      const isGood = isAllReached(steps) && isWithoutFastRound(steps);
      expect(readDocument({ document }).problems.length === 0).toBe(isGood);
      if (!isGood) return;
      const published = { document: accept(document), version: 1, earlier: [], moves: [] };
      const computed = { read: () => undefined, changesAt: () => undefined, topicPurposes: new Map() };
      const compiled = compileJourney(published, 0, { computed, templates: new Map() });
      expect(compiled.graphOf(1)?.steps.size).toBe(ids.length);
    }),
    { numRuns: 1000 },
  );
});

type Drawn = readonly { readonly fast: readonly string[]; readonly slow: readonly string[] }[];

function isAllReached(steps: Drawn): boolean {
  const reached = ids.reduce(
    (known) => [...new Set([...known, ...known.flatMap((name) => follow(steps, name))])],
    ['s0'] as readonly string[],
  );
  return ids.every((name) => reached.includes(name));
}

function follow(steps: Drawn, name: string): readonly string[] {
  const found = steps[ids.indexOf(name)];
  return [...new Set([...(found?.fast ?? []), ...(found?.slow ?? [])])];
}

/** Taking away, again and again, what nothing leads into leaves rounds alone. */
function isWithoutFastRound(steps: Drawn): boolean {
  let left: readonly string[] = ids;
  for (;;) {
    const entered = new Set(left.flatMap((name) => steps[ids.indexOf(name)]?.fast ?? []));
    const rest = left.filter((name) => entered.has(name));
    if (rest.length === left.length) return rest.length === 0;
    left = rest;
  }
}
