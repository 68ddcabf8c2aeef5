/** The window of the circuit breaker: sums of hours and single batches give what the batches alone give. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStatisticsStore } from '../../../adapters/memory/statistics-store.ts';
import { sumStreams } from '../../../app/breaker/sum-streams.ts';
import { nameBatch } from '../../../app/runtime/batch-names.ts';
import { DAY, formatUtcDay, HOUR, MINUTE } from '../../../engine/base/time-units.ts';

const start = Date.parse('2026-11-20T22:40:00Z');
const domains = ['news.example', 'shop.example'];

const batch = fc.record({
  /** When its invocation began, and how long it took to write. */
  at: fc.integer({ min: 0, max: 2 * DAY }),
  writing: fc.integer({ min: 0, max: 9 * MINUTE }),
  /** How long before that the report was made. */
  age: fc.constantFrom(0, 0, 0, HOUR, 3 * DAY),
  domain: fc.constantFrom(...domains),
  sent: fc.integer({ min: 1, max: 9 }),
});
const history = fc.record({
  batches: fc.array(batch, { maxLength: 40 }),
  pauses: fc.array(fc.integer({ min: 4 * MINUTE, max: 10 * HOUR }), { minLength: 1, maxLength: 20 }),
  window: fc.constantFrom(20 * MINUTE, 2 * HOUR, DAY),
  resumed: fc.option(fc.integer({ min: 0, max: 2 * DAY })),
});

describe('the sums of a window', () => {
  it('equal those of the batches in it, whatever was summed before', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ batches, pauses, window, resumed }) => {
        const statistics = createMemoryStatisticsStore();
        const waiting = batches.map((each, index) => ({ ...each, at: start + each.at, index }));
        const written: typeof waiting = [];
        let now = start;
        for (const pause of pauses) {
          now += pause;
          for (const each of waiting.filter(({ at, writing }) => at + writing <= now)) {
            waiting.splice(waiting.indexOf(each), 1);
            written.push(each);
            const stored = {
              batch: nameBatch('email', each.at, `run-${each.index}`),
              day: formatUtcDay(each.at - each.age),
              counts: {},
              streams: { [`promotional/${each.domain}`]: { sent: each.sent } },
            };
            await statistics.put(stored);
            await statistics.put(stored);
          }
          const resumedAt = resumed === null ? 0 : start + resumed;
          const from = now - window;
          const { sums, hours } = await sumStreams(statistics, {
            from,
            now,
            resumed: new Map(resumedAt > 0 && resumedAt <= now ? [['news.example', resumedAt]] : []),
          });
          for (const hour of hours) await statistics.put(hour);
          const expected = domains.map((domain) =>
            written
              .filter((each) => each.domain === domain && each.at >= from)
              .filter(({ at }) => domain !== 'news.example' || resumedAt > now || at >= resumedAt)
              .reduce((sum, { sent }) => sum + sent, 0),
          );
          expect(domains.map((domain) => sums[`promotional/${domain}`]?.sent ?? 0)).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('need the batches of a closed hour once', async () => {
    const statistics = createMemoryStatisticsStore();
    const end = start + DAY;
    for (let at = start; at < end; at += MINUTE) {
      await statistics.put({
        batch: nameBatch('email', at, 'run'),
        day: formatUtcDay(at),
        counts: {},
        streams: { 'promotional/news.example': { sent: 10 } },
      });
    }
    let read = 0;
    const counting: typeof statistics = {
      ...statistics,
      async listStreams(...query) {
        const page = await statistics.listStreams(...query);
        read += page.batches.length;
        return page;
      },
    };
    const sumAt = async (now: number) => {
      read = 0;
      const { sums, hours } = await sumStreams(counting, { from: now - DAY, now, resumed: new Map() });
      for (const hour of hours) await statistics.put(hour);
      return { sent: sums['promotional/news.example']?.sent, read };
    };
    expect(await sumAt(end)).toEqual({ sent: 14_400, read: 1440 });
    // 22:40: 20 batches of the first hour, 40 of the last one, and the sums of the 23 hours between them.
    expect(await sumAt(end)).toEqual({ sent: 14_400, read: 20 + 40 + 23 });
  });
});
