/** However many journeys want to write to one person at the same moment: never more than the cap, and the right ones. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { raceBroken } from '../harness/broken-actors.ts';
import { type Crowd, cap, journeyCount, listSenders, makeCrowdProgram, runCrowd } from './peers-crowd.ts';

const triggerCount = 1_000;

/** Fifty triggers of each journey, in any order; some delivered by whichever of several workers. */
const crowds: fc.Arbitrary<Crowd> = fc
  .record({
    keys: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: triggerCount,
      maxLength: triggerCount,
    }),
    scheduler: fc.scheduler(),
    workers: fc.integer({ min: 2, max: 5 }),
    batchSize: fc.constantFrom(5, 10, 40),
  })
  .map(({ keys, ...rest }) => ({
    ...rest,
    triggers: keys
      .map((key, index) => ({ key, journey: index % journeyCount }))
      .sort((left, right) => left.key - right.key)
      .map(({ journey }) => journey),
  }));

describe('a thousand concurrent triggers from twenty journeys, and a cap of three', () => {
  let plain: ProgramSnapshot;
  let collecting: ProgramSnapshot;
  beforeAll(async () => {
    [plain, collecting] = await Promise.all([makeCrowdProgram(), makeCrowdProgram({ window: 'PT10M' })]);
  });

  it('give exactly three messages, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(crowds, async (crowd) => {
        expect(listSenders(await runCrowd(plain, crowd))).toHaveLength(cap);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('give exactly the three of highest priority when they are collected first', async () => {
    await fc.assert(
      fc.asyncProperty(crowds, async (crowd) => {
        expect(listSenders(await runCrowd(collecting, crowd))).toEqual([19, 18, 17]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('give more than three when a worker does not check the version: the test detects it', async () => {
    const { bend } = raceBroken['does not check the version'] ?? {};
    const property = fc.asyncProperty(crowds, async (crowd) => {
      const stack = await runCrowd(plain, { ...crowd, ...(bend === undefined ? {} : { bend }) });
      expect(listSenders(stack).length).toBeLessThanOrEqual(cap);
    });
    expect((await fc.check(property, { numRuns: 8, endOnFailure: true })).failed).toBe(true);
  });
});
