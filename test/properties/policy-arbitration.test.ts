/** With a collection window exactly the highest of those collected go out, whatever order they come in. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY,
  HOUR,
  playStory,
  type Story,
  startArbitrary,
  type Want,
  wantArbitrary,
} from './policy-story.ts';

const window = 2 * HOUR;
const limit = fc.integer({ min: 1, max: 5 });

const want = wantArbitrary({ template: 'email-promotional-any', ifCapped: 'skip', maxHold: 'P5D' });
/** All in the first hours: more than the profile holds at once. */
const crowd = want.map((one) => ({ ...one, after: one.after % (1.5 * window) }));
const wants = fc.oneof(
  fc.array(want, { minLength: 1, maxLength: 40 }),
  fc.array(crowd, { minLength: 20, maxLength: 90 }),
);

function makeStory(start: number, given: readonly Want[], most: number): Story {
  return {
    start,
    zone: 'UTC',
    policy: { caps: [{ limit: most, within: 'PT3H' }], arbitration: { window: 'PT2H' } },
    wants: given,
    lateness: [0],
    skews: [0],
  };
}

/** The first one wanted opens a window; at its end the highest take what room there is, counted by hand. */
function expectWinners(story: Story, most: number): readonly string[] {
  const sent: { readonly at: number; readonly name: string }[] = [];
  const waiting = story.wants
    .map((want, index) => ({ ...want, name: `want-${index}` }))
    .sort((a, b) => a.after - b.after);
  while (waiting.length > 0) {
    const end = (waiting[0]?.after ?? 0) + window;
    // At the very end of the window time comes first: who is wanted then opens the next.
    const collected = waiting.filter(({ after }) => after < end);
    waiting.splice(0, collected.length);
    const room = most - sent.filter(({ at }) => end - at < 1.5 * window).length;
    const ranked = collected.toSorted((a, b) => b.priority - a.priority || b.score - a.score);
    for (const { name } of ranked.slice(0, Math.max(room, 0))) sent.push({ at: end, name });
  }
  return sent.map(({ name }) => name);
}

describe('a collection window', () => {
  it('sends exactly the highest priorities, then scores, then the oldest', () => {
    fc.assert(
      fc.property(startArbitrary, wants, limit, (start, given, most) => {
        const story = makeStory(start, given, most);
        const { sent, traces } = playStory(story);
        expect(sent.map(({ touchpointId }) => touchpointId)).toEqual(expectWinners(story, most));
        // Everyone has one end: sent, or one reason.
        const ends = traces.filter(({ reason }) => reason !== 'collecting');
        const isOnceEach = new Set(ends.map(({ origin }) => origin)).size === ends.length;
        expect([ends.length, isOnceEach]).toEqual([given.length, true]);
      }),
      { numRuns: 250 },
    );
  });

  it('outranks no message by a lower one', () => {
    const late = fc.array(fc.constantFrom(0, 60_000, DAY), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(startArbitrary, wants, limit, late, (start, given, most, lateness) => {
        const { sent, traces } = playStory({ ...makeStory(start, given, most), lateness });
        for (const { origin, reason, at } of traces) {
          if (reason !== 'outranked') continue;
          const loser = given[Number(origin.slice('rule:rule-'.length))];
          const winners = sent
            .filter(({ decidedAt }) => decidedAt === at)
            .map(({ touchpointId }) => given[Number(touchpointId.slice('want-'.length))]);
          // Where all places were taken, it gave way to one that was still being collected.
          for (const winner of winners) {
            expect(winner?.priority ?? -1).toBeGreaterThanOrEqual(loser?.priority ?? 0);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('reserved allowance', () => {
  it('is never used by a lower priority: the highest held message that is due in time is sent', () => {
    // In the night that the top one waits through.
    const low = fc.array(
      want.map((one) => ({ ...one, after: DAY + 20 * HOUR + (one.after % (13 * HOUR)) })),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(low, limit, fc.integer({ min: 20, max: 29 }), (given, most, hour) => {
        // Due at 08:00; room is kept for twelve hours, and the cap looks back three: to what was sent since 05:00.
        const top: Want = {
          after: DAY + hour * HOUR,
          template: 'sms-promotional-any',
          priority: 9,
          score: 0,
          ifCapped: 'skip',
          maxHold: 'P1D',
        };
        const { traces } = playStory({
          ...makeStory(Date.parse('2026-06-01T00:00:00Z'), [...given, top], most),
          policy: {
            caps: [{ limit: most, within: 'PT3H' }],
            quietHours: { windows: [{ from: '20:00', to: '08:00', channels: ['sms'] }] },
            arbitration: { reserve: 'PT12H' },
          },
        });
        const last = traces.filter(({ origin }) => origin === `rule:rule-${given.length}`).at(-1);
        expect(last?.reason).toBe('sent_to_channel');
      }),
      { numRuns: 150 },
    );
  });
});
