/** Write keys are created, replaced and revoked; the store never has the key itself. */
import { describe, expect, it } from 'vitest';
import { createMemoryWriteKeyStore } from '../../../adapters/memory/key-stores.ts';
import { describeKeyState } from '../../../app/runtime/key-finder.ts';
import { revokeStoredKey } from '../../../app/runtime/revoke-stored-key.ts';
import { createWriteKey, rotateWriteKey } from '../../../app/write-keys/change-write-keys.ts';

async function create(store = createMemoryWriteKeyStore()) {
  const created = await createWriteKey({ source: 'web', kind: 'browser' }, store, 1_000);
  if (created.outcome !== 'created') throw new Error(created.outcome);
  return { ...created, store };
}

describe('write keys', () => {
  it('are random, name their kind, and are stored as a hash only', async () => {
    const { store, text, key } = await create();
    const other = await create(store);
    expect(text).toMatch(/^pb_[0-9a-f]{40}$/);
    expect(other.text).not.toBe(text);
    expect(JSON.stringify(await store.list())).not.toContain(text.slice(3));
    expect(await store.find(key.hash)).toEqual(key);
  });

  it.each(['aws.ses', 'percorso', 'percorso.web', '', 'a b', 'x'.repeat(257)])(
    'are of no source that is reserved or in another form: %j',
    async (source) => {
      const store = createMemoryWriteKeyStore();
      expect(await createWriteKey({ source, kind: 'server' }, store, 0)).toEqual({
        outcome: 'invalid_source',
      });
      expect(await store.list()).toEqual([]);
    },
  );

  it('that are replaced stay valid for a time, which a second replacement does not lengthen', async () => {
    const { store, key } = await create();
    const next = await rotateWriteKey(key.id, 500, store, 2_000);
    expect(next).toMatchObject({
      outcome: 'created',
      key: { source: 'web', kind: 'browser', status: 'active' },
    });
    const old = await store.find(key.hash);
    expect([2_499, 2_500].map((now) => old && describeKeyState(old, now))).toEqual(['active', 'expired']);
    await rotateWriteKey(key.id, 9_000, store, 2_100);
    expect((await store.find(key.hash))?.expiresAt).toBe(2_500);
  });

  it('that are unknown, revoked or expired cannot be replaced, and unknown ones not revoked', async () => {
    const { store, key } = await create();
    expect(await revokeStoredKey('none', store)).toEqual({ outcome: 'unknown_key' });
    expect(await revokeStoredKey(key.id, store)).toMatchObject({ outcome: 'revoked' });
    expect(await rotateWriteKey(key.id, 1, store, 3_000)).toEqual({ outcome: 'unknown_key' });
    expect(await store.list()).toHaveLength(1);
  });
});
