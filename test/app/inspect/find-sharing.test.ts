/** All profiles of one address, in any spelling. */
import { expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { createMemoryProfileStore } from '../../../adapters/memory/profile-store.ts';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { findSharing } from '../../../app/inspect/find-sharing.ts';
import { createProfile } from '../../../engine/model/profile.ts';

it('finds each profile that has the address, and no other', async () => {
  const profiles = createMemoryProfileStore();
  const people = { P1: 'cid@example.com', P2: 'Cid@Example.COM', P3: 'other@example.com' };
  for (const [id, email] of Object.entries(people))
    await profiles.save({
      ...createProfile(id, 1),
      version: 1,
      userId: `user-${id}`,
      traits: { email: { value: email, at: 1 } },
    });
  const counts: number[] = [];
  const stores = {
    identities: createMemoryIdentityStore(),
    profiles,
    programs: createMemoryProgramStore(),
    scanner: {
      async scan(_segment: unknown, cursor?: string) {
        const ids = cursor === undefined ? ['P3', 'P2'] : ['P1'];
        const loaded = await Promise.all(ids.map((id) => profiles.load(id, { consistent: true })));
        const page = { profiles: loaded.filter((each) => each !== undefined), unreadable: [] };
        return cursor === undefined ? { ...page, cursor: 'next' } : page;
      },
      makeCursor: (id: string) => id,
    },
  };
  const sharing = await findSharing('P2', 'email', stores, (count) => counts.push(count));
  expect(sharing).toEqual({
    profileId: 'P2',
    address: 'cid@example.com',
    profiles: [
      { profileId: 'P1', userId: 'user-P1' },
      { profileId: 'P2', userId: 'user-P2' },
    ],
    unreadable: [],
  });
  expect(counts).toEqual([2, 3]);
  expect(await findSharing('P9', 'email', stores, () => undefined)).toBeUndefined();
});
