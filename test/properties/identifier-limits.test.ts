/** Workers that resolve touchpoints at the same moment agree on who has which id, also while a policy changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { resolveIdentities } from '../../app/identity/resolve-identities.ts';
import type { IdentityStore } from '../../app/ports/identity-store.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { createProcess } from '../harness/actor.ts';
import { createMemoryStack } from '../harness/memory-stack.ts';

const people = fc.record(
  {
    userId: fc.constantFrom('anna', 'bruno'),
    anonymousId: fc.constantFrom('a', 'b', 'c'),
    traits: fc.constantFrom('x', 'y').map((name) => ({ email: `${name}@example.com` })),
  },
  { requiredKeys: ['anonymousId'] },
);
const touchpoints = fc.array(people, { minLength: 2, maxLength: 5 }).map((details) =>
  details.map((detail, index) =>
    parseTouchpoint({
      id: `e-${index}`,
      source: 's',
      'detail-type': 'n',
      time: '2026-01-01T00:00:00Z',
      detail,
    }),
  ),
);

/** Every call of the store happens when the scheduler draws it; each touchpoint is resolved by a process of its own. */
async function resolveAll(
  scheduler: fc.Scheduler,
  story: readonly Touchpoint[],
  choosePolicy: (index: number) => IdentityPolicy | undefined,
) {
  const store = createMemoryIdentityStore();
  const slow: IdentityStore = {
    ...store,
    async find(keys, options) {
      await scheduler.schedule(Promise.resolve());
      return store.find(keys, options);
    },
    async claim(key, binding) {
      await scheduler.schedule(Promise.resolve());
      return store.claim(key, binding);
    },
  };
  const { ports } = createMemoryStack({ now: 0 });
  let made = 0;
  const resolve = async (index: number) => {
    const process = createProcess({ ...ports, identities: slow }, { makeProfileId: () => `P${++made}` });
    const deliveries = story.slice(index, index + 1).map((touchpoint) => ({ touchpoint }));
    const [outcome] = await resolveIdentities(process, deliveries, choosePolicy(index));
    if (outcome?.ok !== true) throw outcome?.error;
    return outcome.value.profileId;
  };
  const profileIds = await scheduler.waitFor(Promise.all(story.map((_, index) => resolve(index))));
  return { profileIds, bindings: store.bindings() };
}

/** Ids of a kind by the profile that they lead to. */
function countIds(bindings: ReadonlyMap<string, string>, type: string): readonly number[] {
  const counts = new Map<string, number>();
  for (const [key, owner] of bindings)
    if (key.startsWith(`${type}#`)) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return [...counts.values()];
}

describe('in any interleaving', () => {
  it('no profile gets more ids of a kind than the maximum', async () => {
    const policy = { kinds: { anonymousId: { max: 2 }, email: { max: 1 } } };
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), touchpoints, async (scheduler, story) => {
        const { bindings } = await resolveAll(scheduler, story, () => policy);
        expect(Math.max(0, ...countIds(bindings, 'anonymousId'))).toBeLessThanOrEqual(2);
        expect(Math.max(0, ...countIds(bindings, 'email'))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('workers with the former and the new policy end, and no profile has two users', async () => {
    const policies: readonly (IdentityPolicy | undefined)[] = [
      undefined,
      { priority: ['email'] },
      { priority: ['email'], kinds: { anonymousId: { max: 1 }, email: { max: 1 } } },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        touchpoints,
        fc.array(fc.constantFrom(...policies), { minLength: 5, maxLength: 5 }),
        async (scheduler, story, chosen) => {
          const { profileIds, bindings } = await resolveAll(scheduler, story, (index) => chosen[index]);
          expect(profileIds).toHaveLength(story.length);
          const users = [...bindings].filter(([key]) => key.startsWith('userId#'));
          expect(new Set(users.map(([, owner]) => owner)).size).toBe(users.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
