/** The variant of a step's message: the path of the nearest split that leads to it. */
import { describe, expect, it } from 'vitest';
import { findVariant } from '../../../engine/journeys/find-variant.ts';
import { choosePath } from '../../../engine/journeys/steps/draw-share.ts';
import type { JourneyGraph } from '../../../engine/model/documents/journey-document.ts';

const halves = (first: string, second: string) => ({
  type: 'split' as const,
  paths: [
    { percent: 50, next: first },
    { percent: 50, next: second },
  ],
});
const send = (next: string) => ({ type: 'send' as const, template: 'offer', next });

const graph: Pick<JourneyGraph, 'steps'> = {
  steps: {
    before: send('test'),
    test: halves('short', 'long'),
    short: send('pause'),
    long: send('pause'),
    pause: { type: 'wait', for: 'P1D', next: 'hour' },
    hour: halves('morning', 'evening'),
    morning: send('end'),
    evening: send('end'),
    end: { type: 'end' },
  },
};
const people = Array.from({ length: 40 }, (_, index) => `person-${index}`);

describe('the variant of a message', () => {
  it('is the path that the person takes, for every message after the split', () => {
    for (const id of people) {
      const path = choosePath(halves('short', 'long').paths, id, 'trial', 'test');
      expect(findVariant(graph, 'trial', id, path)).toBe(`test.${path}`);
    }
    expect(new Set(people.map((id) => choosePath(halves('a', 'b').paths, id, 'trial', 'test'))).size).toBe(2);
  });

  it('is that of the nearest split, where several lead to the step', () => {
    for (const id of people) {
      const path = choosePath(halves('morning', 'evening').paths, id, 'trial', 'hour');
      expect(findVariant(graph, 'trial', id, path)).toBe(`hour.${path}`);
      expect(findVariant(graph, 'trial', id, 'pause')).toMatch(/^test\./);
    }
  });

  it('is absent before the first split, and where there is none', () => {
    expect(findVariant(graph, 'trial', 'person-1', 'before')).toBeUndefined();
    expect(
      findVariant({ steps: { a: send('b'), b: { type: 'end' } } }, 'trial', 'person-1', 'a'),
    ).toBeUndefined();
  });

  it('is found in a journey with a loop', () => {
    const steps = { a: halves('b', 'b'), b: send('a') };
    expect(findVariant({ steps }, 'trial', 'person-1', 'b')).toBe('a.b');
    expect(findVariant({ steps }, 'trial', 'person-1', 'c')).toBeUndefined();
  });
});
