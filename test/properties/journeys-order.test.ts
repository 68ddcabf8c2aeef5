/** However the same deliveries come, the person walks the same journeys. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../engine/decide.ts';
import type { Trace } from '../../engine/decision.ts';
import { type Delivery, deliveries, HOUR, program, summarize, tell } from './journeys-story.ts';

/** The same deliveries: each shuffled in itself, with repeats of what it holds and of what came before. */
const deliveredTwice = deliveries.chain((story) =>
  fc.record({
    story: fc.constant(story),
    shuffled: fc.tuple(...story.map((delivery, index) => shuffle(story, delivery, index))),
  }),
);

function shuffle(story: readonly Delivery[], { at, touchpoints }: Delivery, index: number) {
  const earlier = story.slice(0, index).flatMap((delivery) => delivery.touchpoints);
  return fc
    .tuple(fc.subarray([...touchpoints, ...earlier]), fc.infiniteStream(fc.nat()))
    .map(([repeated, draws]) => {
      const keyed = [...touchpoints, ...repeated].map((touchpoint) => ({
        touchpoint,
        draw: draws.next().value ?? 0,
      }));
      keyed.sort((left, right) => left.draw - right.draw);
      return { at, touchpoints: keyed.map(({ touchpoint }) => touchpoint) };
    });
}

describe('Journeys', () => {
  it('are the same whatever order a delivery has in itself, and however often its parts are repeated', () => {
    fc.assert(
      fc.property(deliveredTwice, ({ story, shuffled }) => {
        expect(summarize(tell(shuffled))).toEqual(summarize(tell(story)));
      }),
      { numRuns: 300 },
    );
  });

  it('give the same ids when the same thing is decided twice', () => {
    fc.assert(
      fc.property(deliveries, (story) => {
        const { profile } = tell(story, { until: story.at(-1)?.at ?? 0 });
        const now = profile.wakeAt ?? 0;
        const once = decide(profile, [{ kind: 'wake' }], program, now);
        expect(decide(profile, [{ kind: 'wake' }], program, now)).toEqual(once);
      }),
      { numRuns: 100 },
    );
  });

  it('make no two effects with one id, and give each instance one entry and at most one end', () => {
    fc.assert(
      fc.property(deliveries, fc.boolean(), (story, isSweeping) => {
        const { profile, effects, traces } = tell(story, { isSweeping });
        const ids = effects.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const entries = count(traces, 'enter', ['done']);
        expect(count(traces, 'leave') + profile.journeys.length).toBe(entries);
        const counted = Object.values(profile.entered).reduce((sum, [times]) => sum + times, 0);
        expect(counted).toBe(entries);
      }),
      { numRuns: 300 },
    );
  });

  it('are over when time enough has passed: nobody stands for ever', () => {
    fc.assert(
      fc.property(deliveries, (story) => {
        const { profile } = tell(story, { until: (story.at(-1)?.at ?? 0) + 24 * HOUR });
        expect(profile.journeys).toEqual([]);
        expect(profile.wakeAt).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});

function count(traces: readonly Trace[], action: string, reasons?: readonly string[]): number {
  return traces.filter(
    (trace) =>
      trace.subject.startsWith('journey:') &&
      trace.action === action &&
      (reasons === undefined || reasons.includes(trace.reason)),
  ).length;
}
