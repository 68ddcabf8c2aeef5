/** Reads the write key of a request, and finds out what it allows. */
import { createHash } from 'node:crypto';
import { MINUTE } from '../../engine/base/time-units.ts';
import type { WriteKey, WriteKeyReader } from '../ports/write-keys.ts';

/** Milliseconds for which a process uses what it has read: a revoked key is refused after at most this time. */
export const writeKeyAge = MINUTE;
/** Any text can come as a key: the memory that unknown ones use has a limit. */
const maxKnown = 1_000;

export function hashWriteKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** User name of `Authorization: Basic`, as Segment's SDKs send it; the password is empty. */
export function readBasicUser(authorization: string | undefined): string | undefined {
  const [, encoded] = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const user = Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] ?? '';
  return user === '' ? undefined : user;
}

export type WriteKeyFinder = (key: string) => Promise<WriteKey | undefined>;

/** Undefined: the key is unknown, revoked or expired. Throws what the store throws. `now` in epoch ms. */
export function createWriteKeyFinder(reader: WriteKeyReader, now: () => number): WriteKeyFinder {
  const known = new Map<string, { readonly key: Promise<WriteKey | undefined>; readonly readAt: number }>();

  function read(hash: string): Promise<WriteKey | undefined> {
    const found = known.get(hash);
    if (found !== undefined && now() - found.readAt < writeKeyAge) return found.key;
    if (known.size >= maxKnown) known.clear();
    const key = reader.find(hash);
    known.set(hash, { key, readAt: now() });
    // A failed read is not cached: the next request reads again.
    key.catch(() => known.delete(hash));
    return key;
  }

  return async (text) => {
    const key = await read(hashWriteKey(text));
    const isValid = key?.status === 'active' && !(key.expiresAt !== undefined && key.expiresAt <= now());
    return isValid ? key : undefined;
  };
}
