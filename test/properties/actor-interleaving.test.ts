/** Whatever the order, the repeats and the interleaving of two workers: one person, one state, one set of messages. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raceBroken } from '../harness/broken-actors.ts';
import { makeTexts, type Outcome, runInterleaved, runSequentially } from '../harness/interleave-run.ts';

const texts = makeTexts(6);

/** Every touchpoint at least once, some more often, in any order. */
const deliveries = fc.array(fc.nat({ max: texts.length - 1 }), { maxLength: 6 }).chain((repeats) => {
  const all = [...texts, ...repeats.flatMap((index) => texts[index] ?? [])];
  return fc.shuffledSubarray(all, { minLength: all.length });
});

function describeRace(clean: Outcome, broken: Parameters<typeof runInterleaved>[3], numRuns: number) {
  const property = fc.asyncProperty(
    deliveries,
    fc.scheduler(),
    fc.integer({ min: 1, max: 10 }),
    async (order, scheduler, batchSize) => {
      expect(await runInterleaved(order, scheduler, batchSize, broken)).toEqual(clean);
    },
  );
  return { property, parameters: { numRuns, endOnFailure: true } };
}

describe('two workers on one profile', () => {
  it('end in the state of one worker that gets each touchpoint once and in order', async () => {
    const clean = await runSequentially(texts);
    expect(clean.messages).toHaveLength(3);
    const { property, parameters } = describeRace(clean, undefined, 150);
    await fc.assert(property, parameters);
  });

  it.each(Object.entries(raceBroken))('expose a handler that %s', async (_flaw, broken) => {
    const clean = await runSequentially(texts);
    const { property, parameters } = describeRace(clean, broken, 150);
    expect((await fc.check(property, parameters)).failed).toBe(true);
  });
});
