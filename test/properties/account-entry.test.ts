/** Two workers meet the people of one account at the same time, in any order: one of them enters, and no trait is lost. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeEventText } from '../harness/events.ts';
import { runInterleaved } from '../harness/interleave-run.ts';
import { makeProgram } from '../harness/make-program.ts';

const snapshot = await makeProgram(`
kind: journey
id: onboarding
status: live
trigger: { event: Group }
key: event.context.groupId
oncePer: account
start: wait
steps:
  wait: { type: wait, for: P1D, next: done }
  done: { type: end }
`);

const at = Date.parse('2026-11-20T09:59:00Z');
const joins = ['a', 'b', 'c'].map((name, index) =>
  makeEventText({
    id: `join-${name}`,
    name: 'Group',
    at: at + index,
    detail: { type: 'group', userId: name, groupId: 'acme', traits: { [name]: 1 } },
  }),
);

it('an account enters a journey once for all its people, and keeps what each of them stated', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...joins, ...joins], { minLength: 6 }),
      fc.scheduler(),
      fc.integer({ min: 1, max: 3 }),
      async (texts, scheduler, batchSize) => {
        const outcome = await runInterleaved(texts, scheduler, batchSize, { snapshot });
        expect(outcome.profiles.flatMap(({ journeys }) => journeys.map(({ key }) => key))).toEqual(['acme']);
      },
    ),
    { numRuns: 60 },
  );
});
