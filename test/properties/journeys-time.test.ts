/** Waits are never over early, exits and timeouts have one outcome, and edits with people inside lose no one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import type { JourneyDocument } from '../../engine/model/documents/journey-document.ts';
import { createProfile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { publishDocuments } from '../scenarios/publish-documents.ts';
import {
  care,
  type Delivery,
  deliveries,
  documents,
  HOUR,
  hello,
  MINUTE,
  playStory,
  program,
  start,
} from './journeys-story.ts';

const wait = 2 * HOUR;

describe('A wait in a journey', () => {
  it('ends in a message exactly when a plain reading of the events gives one', () => {
    fc.assert(
      fc.property(deliveries, (given) => {
        const story = describeInTime(given);
        const sent = playStory(story).effects.flatMap((effect) =>
          effect.kind === 'SendMessage' ? [effect.decidedAt] : [],
        );
        expect(sent).toEqual(readPlainly(story));
      }),
      { numRuns: 500 },
    );
  });

  it('never ends early, with any wakes, duplicates and wrong clocks', () => {
    const wakes = fc.array(fc.integer({ min: -60, max: 300 }), { maxLength: 20 });
    fc.assert(
      fc.property(wakes, fc.integer({ min: 0, max: 100 }), (minutes, lateBy) => {
        let { profile } = decide(
          createProfile('person', start),
          [order(0, lateBy)],
          program,
          start + lateBy * MINUTE,
        );
        const sent: number[] = [];
        for (const minute of minutes) {
          const now = start + minute * MINUTE;
          const decision = decide(profile, [{ kind: 'wake' }, { kind: 'wake' }], program, now);
          profile = decision.profile;
          for (const effect of decision.effects)
            if (effect.kind === 'SendMessage') sent.push(effect.decidedAt);
        }
        const isDue = minutes.some((minute) => minute * MINUTE >= wait);
        expect(sent).toHaveLength(isDue ? 1 : 0);
        for (const at of sent) expect(at).toBeGreaterThanOrEqual(start + wait);
      }),
      { numRuns: 200 },
    );
  });

  it('has one result with an exit in the same second, in any order and batches', () => {
    const around = fc.integer({ min: -1, max: 1 });
    fc.assert(
      fc.property(
        around,
        around,
        fc.boolean(),
        fc.boolean(),
        (exitAfter, sweepAfter, isTogether, hasOrder) => {
          const due = start + wait;
          const exit = { ...order(due + exitAfter - start, 0).touchpoint, id: 'exit', name: 'Cancelled' };
          const again = hasOrder ? [{ ...exit, id: 'again', name: 'Visited' }] : [];
          let { profile } = decide(createProfile('person', start), [order(0, 0)], program, start);
          const outcomes: string[] = [];
          const take = (now: number, touchpoints: readonly (typeof exit)[]) => {
            const inputs = touchpoints.map((touchpoint) => ({ kind: 'touchpoint', touchpoint }) as const);
            const decision = decide(profile, inputs, program, now);
            profile = { ...decision.profile, outbox: [] };
            for (const entry of decision.entries) {
              for (const { action, reason } of entry.traces) if (action === 'leave') outcomes.push(reason);
            }
            return decision.effects.filter(({ kind }) => kind === 'SendMessage').length;
          };
          const sent = isTogether
            ? take(due + 1000, [exit, ...again])
            : take(due + sweepAfter, []) + take(due + 1000, [exit, ...again]);
          const isSwept = !isTogether && sweepAfter >= 0;
          const isExited = exitAfter <= 0 && !isSwept;
          expect(outcomes).toEqual([isExited ? 'exited' : 'completed']);
          expect(sent).toBe(isExited ? 0 : 1);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('Edits of a journey with people inside', () => {
  const states = fc.array(
    fc.record({
      minute: fc.integer({ min: 0, max: 700 }),
      status: fc.constantFrom('live', 'paused', 'draft'),
      hours: fc.integer({ min: 1, max: 4 }),
      isMapped: fc.boolean(),
    }),
    { maxLength: 5 },
  );

  it('re-enter no one, write to no one twice and lose no one, with any pauses, changes and maps', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, states, async (story, edits) => {
        const { effects, traces, profile } = playStory(story, { programAt: await publishAll(edits) });
        const ids = effects.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        const of = (action: string, reason?: string) =>
          traces.filter(
            (trace) =>
              trace.origin === 'journey:care' &&
              trace.action === action &&
              (reason === undefined || trace.reason === reason),
          ).length;
        const inside = profile.journeys.filter(({ journey }) => journey === 'care').length;
        expect(of('leave') + inside).toBe(of('enter', 'done'));
        expect(of('send')).toBe(of('leave', 'completed'));
        expect(profile.journeyEntries['care']?.[0] ?? 0).toBe(of('enter', 'done'));
      }),
      { numRuns: 300 },
    );
  });

  async function publishAll(
    edits: readonly {
      minute: number;
      status: 'live' | 'paused' | 'draft';
      hours: number;
      isMapped: boolean;
    }[],
  ) {
    let snapshot = await publishDocuments(documents, undefined, { acceptAll: true });
    const programs = [{ from: 0, program: compileProgram(snapshot) }];
    for (const { minute, status, hours, isMapped } of [...edits].sort((a, b) => a.minute - b.minute)) {
      const steps = { ...care.steps, wait: { type: 'wait', for: `PT${hours}H`, next: 'mail' } as const };
      const document: JourneyDocument = { ...care, status, steps, ...(isMapped ? { stepMap: {} } : {}) };
      snapshot = await publishDocuments([hello, document], snapshot, { acceptAll: true });
      programs.push({ from: start + minute * MINUTE, program: compileProgram(snapshot) });
    }
    return (at: number) => programs.findLast(({ from }) => from <= at)?.program ?? program;
  }
});

/** Orders and cancellations as they occurred, each moment's together: a late one may be processed after a timer ran. */
function describeInTime(given: readonly Delivery[]): readonly Delivery[] {
  const moments = new Map<number, Touchpoint[]>();
  for (const one of given.flatMap(({ touchpoints }) => touchpoints)) {
    if (one.name !== 'Ordered' && one.name !== 'Cancelled') continue;
    const at = one.occurredAt;
    moments.set(at, [...(moments.get(at) ?? []), { ...one, receivedAt: at }]);
  }
  return [...moments]
    .sort(([left], [right]) => left - right)
    .map(([at, touchpoints]) => ({ at, touchpoints }));
}

/** Enter at an order unless inside, leave at a cancellation, be written to when two hours have passed. */
function readPlainly(story: readonly Delivery[]): readonly number[] {
  const sent: number[] = [];
  let enteredAt: number | undefined;
  for (const { at, touchpoints } of [...story, { at: Number.POSITIVE_INFINITY, touchpoints: [] }]) {
    // At the very end of the wait what happens then is taken first.
    if (enteredAt !== undefined && enteredAt + wait < at) {
      sent.push(enteredAt + wait);
      enteredAt = undefined;
    }
    for (const { name } of [...touchpoints].sort((left, right) => (left.id < right.id ? -1 : 1))) {
      if (name === 'Cancelled') enteredAt = undefined;
      else enteredAt ??= at;
    }
  }
  return sent;
}

function order(after: number, lateBy: number) {
  return {
    kind: 'touchpoint',
    touchpoint: {
      id: 'order',
      source: 'shop',
      name: 'Ordered',
      type: 'track',
      userId: 'u',
      traits: { email: 'a@example.com' },
      properties: {},
      context: {},
      occurredAt: start + after,
      receivedAt: start + after + lateBy * MINUTE,
    },
  } as const;
}
