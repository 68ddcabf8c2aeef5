/** In any order of the same deliveries, the person passes through the same journeys. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { Trace } from '../../engine/model/timeline-entry.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';
import {
  type Delivery,
  deliveries,
  documents,
  HOUR,
  type PlayedStory,
  playStory,
  program,
  start,
  summarize,
} from './journeys-story.ts';

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

/** None enters another: its order among other events of the same moment is not guaranteed. */
const apart = compileProgram(
  await publishDocuments(
    documents.map((document) => {
      if (document.kind !== 'journey' || document.id !== 'cart') return document;
      const other = { type: 'emit', event: 'Through', next: 'done' } as const;
      return { ...document, steps: { ...document.steps, other } };
    }),
    undefined,
    { acceptAll: true },
  ),
);

describe('Journeys', () => {
  it('are the same for any order within a delivery and any repetition of its parts', () => {
    fc.assert(
      fc.property(deliveredTwice, ({ story, shuffled }) => {
        expect(summarize(playStory(shuffled))).toEqual(summarize(playStory(story)));
      }),
      { numRuns: 300 },
    );
  });

  it('are the same whether events arrive together a day later or as they happen', () => {
    fc.assert(
      fc.property(deliveries, (given) => {
        const events = given.flatMap(({ touchpoints }) => touchpoints);
        const late = start + 20 * HOUR;
        const programAt = () => apart;
        const played = playStory(describeInTime(events), { until: late, programAt });
        const allAtOnce = { at: late, touchpoints: events.map((event) => ({ ...event, receivedAt: late })) };
        const playedLate = playStory([allAtOnce], { programAt });
        expect(listOutcomes(playedLate)).toEqual(listOutcomes(played));
      }),
      { numRuns: 500 },
    );
  });

  it('give the same ids when the same thing is decided twice', () => {
    fc.assert(
      fc.property(deliveries, (story) => {
        const { profile } = playStory(story, { until: story.at(-1)?.at ?? 0 });
        const now = profile.wakeAt ?? 0;
        const once = decide(profile, [{ kind: 'wake' }], program, now);
        expect(decide(profile, [{ kind: 'wake' }], program, now)).toEqual(once);
      }),
      { numRuns: 100 },
    );
  });

  it('give each effect its own id, and each instance one entry and at most one end', () => {
    fc.assert(
      fc.property(deliveries, fc.boolean(), (story, isSweeping) => {
        const { profile, effects, traces } = playStory(story, { isSweeping });
        const ids = effects.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const entries = count(traces, 'enter', ['done']);
        expect(count(traces, 'leave') + profile.journeys.length).toBe(entries);
        const counted = Object.values(profile.journeyEntries).reduce((sum, [times]) => sum + times, 0);
        expect(counted).toBe(entries);
      }),
      { numRuns: 300 },
    );
  });

  it('end when enough time has passed: no one waits forever', () => {
    fc.assert(
      fc.property(deliveries, (story) => {
        const { profile } = playStory(story, { until: (story.at(-1)?.at ?? 0) + 24 * HOUR });
        expect(profile.journeys).toEqual([]);
        expect(profile.wakeAt).toBeUndefined();
      }),
      { numRuns: 100 },
    );
  });
});

/** What happens at one moment comes in one delivery. */
function describeInTime(events: readonly Touchpoint[]): readonly Delivery[] {
  const moments = Map.groupBy(events, ({ occurredAt }) => occurredAt);
  return [...moments]
    .sort(([left], [right]) => left - right)
    .map(([at, list]) => ({ at, touchpoints: list.map((event) => ({ ...event, receivedAt: at })) }));
}

/** In no order, since two journeys may take turns; and who has not to wait any more is not said to. */
function listOutcomes({ traces, effects, profile }: PlayedStory) {
  return {
    traces: traces
      .filter(({ action }) => action !== 'wait')
      .map(({ origin, action, reason, step, note }) => [origin, action, reason, step, note].join(' '))
      .sort(),
    sent: effects.flatMap((effect) => (effect.kind === 'SendMessage' ? [effect.template] : [])),
    entered: profile.journeyEntries,
  };
}

function count(traces: readonly Trace[], action: string, reasons?: readonly string[]): number {
  return traces.filter(
    (trace) =>
      trace.origin.startsWith('journey:') &&
      trace.action === action &&
      (reasons === undefined || reasons.includes(trace.reason)),
  ).length;
}
