/** Waits of journeys end exactly once, never before their moment, with workers down, clocks that differ by seconds, and edits in between. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdvancePorts } from '../../app/advance/dependencies.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { faultKinds } from '../harness/faults.ts';
import {
  type CartPlay,
  countDue,
  findProfile,
  listSent,
  type PlayedCarts,
  playCarts,
} from './timers-journeys-run.ts';
import { type Cart, findFault, MINUTE, makePrograms, start } from './timers-journeys-story.ts';

const people = Array.from({ length: 8 }, (_, index) => `person-${index}`);
const maxSkew = 20_000;
const lastFilled = 25 * MINUTE;

const carts: fc.Arbitrary<readonly Cart[]> = fc
  .array(
    fc.record({
      person: fc.constantFrom(...people),
      filledAfter: fc.integer({ min: 1, max: lastFilled }),
      boughtAfter: fc.option(fc.integer({ min: 1, max: 15 * MINUTE }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((list) =>
    list.map(({ person, filledAfter, boughtAfter }): Cart => {
      const filledAt = start + filledAfter;
      return {
        person,
        filledAt,
        ...(boughtAfter === undefined ? {} : { boughtAt: filledAt + boughtAfter }),
      };
    }),
  );

const edits = fc
  .uniqueArray(fc.integer({ min: 1, max: lastFilled }), { minLength: 3, maxLength: 3 })
  .map((moments) => moments.toSorted((left, right) => left - right))
  .map(([renamed = 0, changed = 0, moved = 0]) => ({
    renamedAt: start + renamed,
    changedAt: start + changed,
    movedAt: start + moved,
  }));

const faults = fc.array(
  fc.record({ call: fc.integer({ min: 1, max: 600 }), kind: fc.constantFrom(...faultKinds) }),
  { maxLength: 4 },
);
const skews = fc.array(fc.integer({ min: -maxSkew, max: maxSkew }), { minLength: 2, maxLength: 2 });

/** The look at the program fails five seconds after an edit, in the minute in which the cart of the edit is due. */
const lookFailsAfterMove = {
  carts: [
    { person: 'person-0', filledAt: start + 1, boughtAt: undefined },
    { person: 'person-0', filledAt: start + 2, boughtAt: start + 3 },
    { person: 'person-0', filledAt: start + 4, boughtAt: start + 5 },
    { person: 'person-0', filledAt: start + 59_002, boughtAt: undefined },
    { person: 'person-4', filledAt: start + 1_001, boughtAt: undefined },
    { person: 'person-0', filledAt: start + 540_790, boughtAt: undefined },
    { person: 'person-2', filledAt: start + 1, boughtAt: start + 421_001 },
  ].map(({ boughtAt, ...cart }): Cart => ({ ...cart, ...(boughtAt === undefined ? {} : { boughtAt }) })),
  edits: { renamedAt: start + 2, changedAt: start + 59_003, movedAt: start + 1_075_787 },
  faults: [
    { call: 28, kind: 'fails before' as const },
    { call: 136, kind: 'fails before' as const },
  ],
  skews: [1, 0],
};

async function check(
  { stack, failedLooks }: PlayedCarts,
  { carts, edits, outage, skews }: CartPlay,
  late: number,
): Promise<void> {
  const skew = Math.max(0, ...skews.map(Math.abs));
  const [down, up] = outage.map((tick) => start + tick * MINUTE) as [number, number];
  // What is set for before the next sweep wakes up by itself; all else waits for the first sweep after the outage.
  const latestFor = (at: number): number => (at > down - 2 * MINUTE && at < up ? up : at) + late;
  const found = carts.map((cart, index) =>
    findFault(cart, listSent(stack, index), edits, { skew, latestFor, failedLooks }),
  );
  expect(found.filter((fault) => fault !== undefined)).toEqual([]);
  for (const { person } of carts) expect((await findProfile(stack, person))?.journeys).toEqual([]);
  expect(await countDue(stack)).toBe(0);
}

describe('waits of a journey that is edited while people are inside', () => {
  let programs: readonly ProgramSnapshot[];
  beforeAll(async () => {
    programs = await makePrograms();
  });

  it('end within a second while every tick arrives and clocks agree', async () => {
    const plays = fc.record({ carts, edits });
    await fc.assert(
      fc.asyncProperty(plays, async (play) => {
        const calm: CartPlay = { ...play, outage: [-1, -1], skews: [0, 0], faults: [], ticks: 60 };
        await check(await playCarts(calm, programs), calm, 1_000);
      }),
      { numRuns: 60 },
    );
  });

  it('end once, never early, at most 90 s late, with two sweepers, skewed clocks and calls that fail', async () => {
    const plays = fc.record({ carts, edits, faults, skews });
    await fc.assert(
      fc.asyncProperty(plays, async (play) => {
        const rough: CartPlay = { ...play, outage: [-1, -1], ticks: 60 };
        await check(await playCarts(rough, programs), rough, 90_000);
      }),
      { numRuns: 60, examples: [[lookFailsAfterMove]] },
    );
  });

  it('end once, in the minutes after six hours without any sweep', async () => {
    const plays = fc.record({ carts, edits, faults, skews, down: fc.integer({ min: 0, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(plays, async ({ down, ...play }) => {
        const dark: CartPlay = { ...play, outage: [down, down + 360], ticks: 450 };
        await check(await playCarts(dark, programs), dark, 90_000);
      }),
      { numRuns: 25 },
    );
  });

  it('are reported as lost if a worker writes people back without their wake-up', async () => {
    const bend = (ports: AdvancePorts): AdvancePorts => ({
      ...ports,
      profiles: {
        load: (id, options) => ports.profiles.load(id, options),
        loadStored: (id) => ports.profiles.loadStored(id),
        clearOutbox: (id, version) => ports.profiles.clearOutbox(id, version),
        listDue: (shard, now, cursor) => ports.profiles.listDue(shard, now, cursor),
        save: ({ wakeAt: _, ...profile }) => ports.profiles.save(profile),
      },
    });
    const far = { renamedAt: start + 1, changedAt: start + 2, movedAt: start + 3 };
    const lone = [{ person: 'person-0', filledAt: start + 20 * MINUTE }];
    const play: CartPlay = {
      carts: lone,
      edits: far,
      outage: [-1, -1],
      skews: [0, 0],
      faults: [],
      ticks: 60,
      bend,
    };
    const played = await playCarts(play, programs);
    expect(listSent(played.stack, 0)).toEqual([]);
    await expect(check(played, play, 1_000)).rejects.toThrow();
  });
});
