/** Creates and replaces the write keys of the HTTP API. */
import { randomBytes } from 'node:crypto';
import type { UserIdRule, WriteKey, WriteKeyKind, WriteKeyStore } from '../ports/write-keys.ts';
import { describeKeyState, hashKey } from '../runtime/key-finder.ts';

export interface CreatedWriteKey {
  readonly outcome: 'created';
  /** Known to no one else from now on: the store has only its hash. */
  readonly text: string;
  readonly key: WriteKey;
}

/** Nothing was changed. A source has 1 to 256 letters, digits, and `._/-`; it is none of Percorso's or AWS's own. */
export interface InvalidSource {
  readonly outcome: 'invalid_source';
}

/** Nothing was changed: no key of this id is valid. */
export interface UnknownWriteKey {
  readonly outcome: 'unknown_key';
}

const sourceForm = /^(?!aws\.|percorso)[A-Za-z0-9._/-]{1,256}$/;
const idLength = 12;

export interface NewWriteKey extends Partial<Pick<WriteKey, 'signingKeys'>> {
  readonly source: string;
  readonly kind: WriteKeyKind;
  /** Of a browser key: `signed` by default, so that a page can claim no user before a server signs. */
  readonly userIds?: UserIdRule | undefined;
}

/** `now` in epoch ms. */
export async function createWriteKey(
  { source, kind, userIds = 'signed', signingKeys = [] }: NewWriteKey,
  store: WriteKeyStore,
  now: number,
): Promise<CreatedWriteKey | InvalidSource> {
  if (!sourceForm.test(source)) return { outcome: 'invalid_source' };
  const text = `${kind === 'browser' ? 'pb' : 'ps'}_${randomBytes(20).toString('hex')}`;
  const hash = hashKey(text);
  const id = hash.slice(0, idLength);
  const key: WriteKey = {
    ...{ id, hash, source, kind, status: 'active', createdAt: now },
    ...{ userIds: kind === 'server' ? 'any' : userIds, signingKeys },
  };
  await store.put(key);
  return { outcome: 'created', text, key };
}

/** Creates a key of the same source and kind, with the same signing keys. The old one stays valid for `keepMs`. */
export async function rotateWriteKey(
  id: string,
  keepMs: number,
  store: WriteKeyStore,
  now: number,
): Promise<CreatedWriteKey | InvalidSource | UnknownWriteKey> {
  const old = await findValid(id, store, now);
  if (old === undefined) return { outcome: 'unknown_key' };
  const created = await createWriteKey(old, store, now);
  // Last: after a failure, both keys are valid, and none is lost.
  if (created.outcome === 'created') {
    const end = now + keepMs;
    await store.put({ ...old, expiresAt: Math.min(old.expiresAt ?? end, end) });
  }
  return created;
}

async function findValid(id: string, store: WriteKeyStore, now: number): Promise<WriteKey | undefined> {
  return (await store.list()).find((key) => key.id === id && describeKeyState(key, now) === 'active');
}
