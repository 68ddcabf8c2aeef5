/** Two workers meet the events of one person at the same time, in any order: one profile, whatever they did first. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advanceSteps } from '../../app/advance/steps.ts';
import { type Said, writeEvent } from '../app/identity/merge-story.ts';
import { type Outcome, runInterleaved } from '../harness/interleave-run.ts';

const signUp = { name: 'Signed Up', email: 'anna@example.com', traits: { first_name: 'Anna' } };
const order = { name: 'Order Completed', email: 'anna@example.com' };

const said: readonly Said[] = [
  { id: 'x-1', ago: 900, anonymousId: 'x' },
  { ...order, id: 'x-2', ago: 800, anonymousId: 'x', revenue: 1 },
  { id: 'y-1', ago: 790, anonymousId: 'y' },
  { ...signUp, id: 'anna-1', ago: 700, userId: 'anna' },
  { id: 'anna-2', ago: 600, userId: 'anna', anonymousId: 'x' },
  { id: 'anna-3', ago: 500, userId: 'anna', anonymousId: 'y' },
  { ...order, id: 'x-3', ago: 400, userId: 'anna', anonymousId: 'x', revenue: 10 },
  { ...order, id: 'y-2', ago: 300, anonymousId: 'y', revenue: 100 },
];
const texts = said.map(writeEvent);

/** Two more orders of a shared browser by another person, who stays another person. */
const other: readonly Said[] = [
  { id: 'bruno-1', ago: 250, userId: 'bruno' },
  {
    ...order,
    email: 'bruno@example.com',
    id: 'bruno-2',
    ago: 200,
    userId: 'bruno',
    anonymousId: 'x',
    revenue: 1_000,
  },
];

function describePeople({ profiles }: Outcome): string[] {
  const people = new Map(profiles.map((profile) => [profile.id, profile]));
  return [...people.values()].map(({ userId, computed }) => `${userId} ${computed['revenue']?.sum}`).sort();
}

describe('two workers', () => {
  it('make one profile of the profiles of one person', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...texts], { minLength: texts.length }),
        fc.scheduler(),
        fc.integer({ min: 1, max: 4 }),
        async (shuffled, scheduler, batchSize) => {
          const outcome = await runInterleaved(shuffled, scheduler, batchSize);
          expect(describePeople(outcome)).toEqual(['anna 111']);
          expect(outcome.touchpoints.filter((id) => /^[a-z]+-\d$/.test(id)).sort()).toEqual(
            said.map(({ id }) => id).sort(),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never make one person of two who share a browser', async () => {
    const all = [...texts, ...other.map(writeEvent)];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.scheduler(),
        async (shuffled, scheduler) => {
          const people = describePeople(await runInterleaved(shuffled, scheduler, 3));
          const users = people.map((person) => person.split(' ')[0]);
          expect(users.filter((user) => user === 'anna')).toHaveLength(1);
          expect(users.filter((user) => user === 'bruno')).toHaveLength(1);
          const sums = people.map((person) => Number(person.split(' ')[1]) || 0);
          expect(sums.reduce((sum, one) => sum + one, 0)).toBe(1_111);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are found out when one of them adds a profile that still changes', async () => {
    const steps = {
      ...advanceSteps,
      async absorb(...input: Parameters<typeof advanceSteps.absorb>) {
        const [dependencies, profile, others, program, now] = input;
        const { profiles } = dependencies;
        const save = async (next: Parameters<typeof profiles.save>[0]) =>
          next.mergedInto === undefined ? profiles.save(next) : undefined;
        const loadStored = async (id: string) => {
          const stored = await profiles.loadStored(id);
          return stored && { ...stored, mergedInto: [profile.id, now] as const };
        };
        const weak = { ...dependencies, profiles: { ...profiles, load: profiles.load, save, loadStored } };
        return advanceSteps.absorb(weak, profile, others, program, now);
      },
    };
    const result = await fc.check(
      fc.asyncProperty(
        fc.shuffledSubarray([...texts], { minLength: texts.length }),
        fc.scheduler(),
        async (shuffled, scheduler) => {
          expect(describePeople(await runInterleaved(shuffled, scheduler, 2, { steps }))).toEqual([
            'anna 111',
          ]);
        },
      ),
      { numRuns: 60 },
    );
    expect(result.failed).toBe(true);
  });
});
