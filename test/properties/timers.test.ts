/** What time alone changes happens exactly once, never before its moment, and at most 90 s after it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceSteps } from '../../app/advance/steps.ts';
import { faultKinds } from '../harness/faults.ts';
import type { MemoryStack } from '../harness/memory-stack.ts';
import { countGone, listChanges, type Play, play } from './timers-run.ts';
import { type Change, expectChanges, MINUTE, start, type Visit } from './timers-story.ts';

const people = Array.from({ length: 12 }, (_, index) => `person-${index}`);
/** The last visits and trials leave time for everything to end. */
const lastAt = start + 18 * MINUTE;

const moment = fc.integer({ min: 1, max: 18 * 60 }).map((seconds) => start + seconds * 1000);
const visits = fc.array(
  fc
    .record({
      person: fc.constantFrom(...people),
      at: fc.oneof(moment, fc.integer({ min: start + 1, max: lastAt })),
      trial: fc.option(fc.integer({ min: 1, max: 5 * MINUTE }), { nil: undefined }),
    })
    .map(
      ({ person, at, trial }): Visit => ({
        person,
        at,
        ...(trial === undefined ? {} : { trialEnds: at + trial }),
      }),
    ),
  { minLength: 1, maxLength: 40 },
);
const stories: fc.Arbitrary<Play> = fc.record({
  visits: visits.map(keepOnePerMoment),
  missing: fc.integer({ min: 0, max: 29 }),
  faults: fc.array(
    fc.record({ call: fc.integer({ min: 1, max: 400 }), kind: fc.constantFrom(...faultKinds) }),
    {
      maxLength: 4,
    },
  ),
  publishAt: moment,
});

/** Which of two visits at the same millisecond is first is not what this is about. */
function keepOnePerMoment(list: readonly Visit[]): readonly Visit[] {
  const kept = new Map(list.map((visit) => [`${visit.person} ${visit.at}`, visit]));
  return [...kept.values()].sort((left, right) => left.at - right.at);
}

function checkPerson(stack: MemoryStack, visits: readonly Visit[], person: string, late: number): void {
  const own = visits.filter((visit) => visit.person === person);
  const found = listChanges(stack, person);
  for (const segment of ['active', 'busy', 'away', 'trial']) {
    const expected = expectChanges(own).filter((change) => change.segment === segment);
    const announced = found.filter((change) => change.segment === segment);
    expect(announced.map(({ entered }) => entered)).toEqual(expected.map(({ entered }) => entered));
    for (const [index, { at }] of expected.entries()) checkMoment(announced[index], at, late);
  }
  expect(countGone(stack, person)).toBe(expectChanges(own).filter(isLeaving).length);
  const added = found.filter(({ segment }) => segment === 'steady');
  for (const [index, { entered, at }] of added.entries()) {
    expect(entered).toBe(index % 2 === 0);
    const last = own.filter((visit) => visit.at < at).at(-1)?.at ?? Number.NaN;
    if (!entered) checkMoment({ segment: 'steady', entered, at }, last + 7 * MINUTE, late);
  }
}

function isLeaving({ segment, entered }: Change): boolean {
  return segment === 'active' && !entered;
}

function checkMoment(change: Change | undefined, at: number, late: number): void {
  expect(change?.at).toBeGreaterThanOrEqual(at);
  expect(change?.at).toBeLessThanOrEqual(at + late);
}

async function listDue({ ports }: MemoryStack): Promise<number> {
  let due = 0;
  for (let shard = 0; shard < 4; shard++) {
    due += (await ports.profiles.listDue(shard, Number.MAX_SAFE_INTEGER, undefined)).due.length;
  }
  return due;
}

describe('a change by time alone', () => {
  it('happens once, never early, at most 90 s late, with any missing tick and any crash', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const stack = await play(story);
        for (const person of people) checkPerson(stack, story.visits, person, 90_000);
        expect(await listDue(stack)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('happens within a second while no tick is missing', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const stack = await play({ ...story, missing: -1, faults: [] });
        for (const person of people) checkPerson(stack, story.visits, person, 1_000);
      }),
      { numRuns: 20 },
    );
  });

  const crowd = people.map((person, index): Visit => ({ person, at: start + 1_000 + index }));
  const quiet = { missing: -1, faults: [], publishAt: start + 29 * MINUTE };

  it('happens within a second although it was set less than a minute before', async () => {
    const visits = people.map((person, index): Visit => {
      const at = start + 1_000 + index * 4_000;
      return { person, at, trialEnds: at + 1 + index * 1_000 };
    });
    const stack = await play({ ...quiet, visits });
    for (const person of people) checkPerson(stack, visits, person, 1_000);
  });

  it('happens to all people, minutes later, when more are due than one sweep can process', async () => {
    const stack = await play({ ...quiet, visits: crowd, sweepCalls: 7 });
    for (const person of people) checkPerson(stack, crowd, person, 10 * MINUTE);
    expect(await listDue(stack)).toBe(0);
  });

  it('happens to all others in time while the engine throws for one', async () => {
    const [poisoned = ''] = people;
    const steps: Play['steps'] = {
      ...advanceSteps,
      decide(profile, inputs, program, now) {
        const isWoken = inputs.some(({ kind }) => kind === 'wake');
        if (isWoken && profile.userId === poisoned) throw new RangeError('A defect');
        return advanceSteps.decide(profile, inputs, program, now);
      },
    };
    const stack = await play({ ...quiet, visits: crowd, steps });
    for (const person of people.slice(1)) checkPerson(stack, crowd, person, 1_000);
    expect(listChanges(stack, poisoned).filter(isLeaving)).toEqual([]);
    expect(await listDue(stack)).toBe(1);
  });
});
