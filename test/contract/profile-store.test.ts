/** The profile store keeps its contract, in memory and on a DynamoDB engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoProfileStore } from '../../adapters/dynamodb/profile-store.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import type { ProfileStore } from '../../app/ports/profile-store.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { type DynamoDatabase, openDynamoDatabase } from './dynamo-database.ts';

let database: DynamoDatabase;
beforeAll(async () => {
  database = await openDynamoDatabase();
});
afterAll(() => database.close());

const outbox: Profile['outbox'] = [
  { kind: 'EmitEvent', id: 'E1', profileId: 'P1', name: 'Hello', properties: { '': [1e300] }, occurredAt: 5 },
];

function makeState(id: string, version: number, more: Partial<Profile> = {}): Profile {
  return { ...createProfile(id, 1_700_000_000_000), version, ...more };
}

describe.each(['memory', 'dynamodb'])('the profile store on %s', (engine) => {
  const wakeShards = 3;
  async function open(): Promise<ProfileStore> {
    if (engine === 'memory') return createMemoryProfileStore({ wakeShards, pageSize: 2 });
    const table = await database.createTable('profiles');
    return createDynamoProfileStore({ database: database.client, table, wakeShards });
  }

  it('gives back what was saved, odd names and numbers included', async () => {
    const store = await open();
    const traits = JSON.parse(
      '{"__proto__":{"value":[1e300,{"":"\\ud83d"}],"at":7},"💌":{"value":-0.1,"at":-5}}',
    );
    const profile = makeState('P1', 1, {
      traits,
      outbox,
      userId: 'a#b 💌',
      processedEvents: [['0123456789abcdef', 1_700_000_000_001, 1_700_000_000_002]],
      computed: { spent: { sum: 0.1 + 0.2, count: 3, window: [[1_700_000_000_000, 2, 19.99]] } },
      wakeAt: 1_800_000_000_000,
    });
    await store.save(profile);
    expect(await store.load('P1', { consistent: true })).toEqual(profile);
    expect(await store.load('P2', { consistent: false })).toBeUndefined();
  });

  it('lets one of two writers create a profile, and reports a conflict to the other', async () => {
    const store = await open();
    await store.save(makeState('P1', 1, { userId: 'first' }));
    await expect(store.save(makeState('P1', 1, { userId: 'second' }))).rejects.toMatchObject({
      name: 'ProfileConflictError',
      code: 'profile_conflict',
      profileId: 'P1',
      expected: 0,
    });
    expect((await store.load('P1', { consistent: true }))?.userId).toBe('first');
  });

  it('lets one of two writers save over a version, and reports a conflict to the other', async () => {
    const store = await open();
    await store.save(makeState('P1', 1));
    await store.save(makeState('P1', 2, { userId: 'first' }));
    await expect(store.save(makeState('P1', 2, { userId: 'late' }))).rejects.toMatchObject({ expected: 1 });
    await expect(store.save(makeState('P9', 5))).rejects.toMatchObject({ code: 'profile_conflict' });
    expect(await store.load('P9', { consistent: true })).toBeUndefined();
  });

  it('empties the outbox of the version that was published, and of no other', async () => {
    const store = await open();
    await store.save(makeState('P1', 1, { outbox }));
    expect(await store.clearOutbox('P1', 2)).toBe(false);
    expect((await store.load('P1', { consistent: true }))?.outbox).toEqual(outbox);
    expect(await store.clearOutbox('P1', 1)).toBe(true);
    expect(await store.clearOutbox('P1', 1)).toBe(true);
    expect(await store.load('P1', { consistent: true })).toEqual(makeState('P1', 1));
    expect(await store.clearOutbox('unknown', 1)).toBe(false);
    expect(await store.load('unknown', { consistent: true })).toBeUndefined();
  });

  it('refuses a profile that no longer fits an item, and keeps the one it has', async () => {
    const store = await open();
    await store.save(makeState('P1', 1));
    const traits = { essay: { value: 'x'.repeat(410_000), at: 1 } };
    await expect(store.save(makeState('P1', 2, { traits }))).rejects.toMatchObject({
      code: 'profile_too_large',
      profileId: 'P1',
    });
    expect((await store.load('P1', { consistent: true }))?.version).toBe(1);
  });

  it('lists what is due, earliest first, page by page, each profile in one partition', async () => {
    const store = await open();
    const ids = Array.from({ length: 8 }, (_, i) => `P${i}`);
    for (const [i, id] of ids.entries()) await store.save(makeState(id, 1, { wakeAt: 1_000 + i }));
    await store.save(makeState('never', 1));
    await store.save(makeState('P7', 2));
    const found: string[] = [];
    for (let shard = 0; shard < wakeShards; shard++) {
      const times: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.listDue(shard, 1_005, cursor);
        for (const { profileId, wakeAt } of page.due) {
          found.push(profileId);
          times.push(wakeAt);
        }
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(times).toEqual([...times].sort());
    }
    expect(found.sort()).toEqual(['P0', 'P1', 'P2', 'P3', 'P4', 'P5']);
  });
});
