/**
 * Two workers meet the identifying events of two users with two browsers and a form, in any order and interleaving, one
 * call of which fails: each browser leads to the only user who stated it, or to a profile of its own. This is the
 * union-find of the events that have a user id, with the limit that two users never become one.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSharedProfile } from '../../engine/model/profile.ts';
import { type Said, writeEvent } from '../app/identity/merge-story.ts';
import { createFaultInjector } from '../harness/faults.ts';
import { type Outcome, runInterleaved } from '../harness/interleave-run.ts';

const stated = fc.record({
  userId: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  anonymousId: fc.constantFrom('x', 'y'),
  email: fc.option(fc.constant('form@example.com'), { nil: undefined, freq: 3 }),
});

const story = fc.array(stated, { minLength: 2, maxLength: 8 }).map((events) =>
  events.map(({ userId, email, anonymousId }, index): Said => {
    // A form is filled in by people who are not signed in: with a user id, the email would be the user's.
    const by = userId === undefined ? { ...(email === undefined ? {} : { email }) } : { userId };
    return { id: `e-${index}`, ago: 900 - index, anonymousId, ...by };
  }),
);

/** The profile that a key leads to in the end, merges followed. */
function findRoot({ identities, profiles }: Outcome, key: string): string {
  const id = String((identities as Readonly<Record<string, unknown>>)[key]);
  const root = profiles.find((each) => each.id === id || each.absorbed?.some(([other]) => other === id));
  return root?.id ?? id;
}

function check(outcome: Outcome, said: readonly Said[]): void {
  const users = [...new Set(said.flatMap(({ userId }) => userId ?? []))];
  const roots = new Map(users.map((user) => [user, findRoot(outcome, `userId#${user}`)]));
  expect(new Set(roots.values()).size).toBe(users.length);
  for (const browser of new Set(said.map(({ anonymousId }) => anonymousId))) {
    const own = said.filter(({ anonymousId }) => anonymousId === browser);
    const [user, other] = new Set(own.flatMap(({ userId }) => userId ?? []));
    const root = findRoot(outcome, `anonymousId#${browser}`);
    if (other !== undefined) expect(isSharedProfile(root), `${browser} is shared`).toBe(true);
    else if (user !== undefined) expect(root, `${browser} is ${user}'s`).toBe(roots.get(user));
  }
}

it('leads each browser to its only user, or to a profile of its own', async () => {
  await fc.assert(
    fc.asyncProperty(
      story,
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 120 }),
      fc.constantFrom('fails before', 'fails after', 'times out after', 'is repeated'),
      async (said, scheduler, batchSize, call, kind) => {
        const injector = createFaultInjector({ call, kind });
        const invocation = { isDead: false };
        const outcome = await runInterleaved(said.map(writeEvent), scheduler, batchSize, {
          bend: ({ identities, profiles, ...others }) => ({
            ...others,
            ...injector.wrap({ identities, profiles }, invocation),
          }),
        });
        check(outcome, said);
      },
    ),
    { numRuns: 60 },
  );
});
