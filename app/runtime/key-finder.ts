/** Finds the key that a request states: only hashes are stored, and a process uses for a minute what it has read. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { MINUTE } from '../../engine/base/time-units.ts';

/** Milliseconds for which a process uses what it has read: a revoked key is refused after at most this time. */
export const keyAge = MINUTE;
/** Any text can come as a key: the memory that unknown ones use has a limit. */
const maxKnown = 1_000;

interface StoredKey {
  readonly hash: string;
  readonly status: 'active' | 'revoked';
  /** Epoch ms. */
  readonly expiresAt?: number;
}

export type KeyFinder<Key> = (text: string) => Promise<Key | undefined>;

/** SHA-256 in hexadecimal digits. */
export function hashKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** `active`, `revoked`, or `expired`: as a key is treated at `now` (epoch ms). */
export function describeKeyState(
  { status, expiresAt }: Pick<StoredKey, 'status' | 'expiresAt'>,
  now: number,
): StoredKey['status'] | 'expired' {
  return status === 'active' && expiresAt !== undefined && expiresAt <= now ? 'expired' : status;
}

/** Undefined: the key is unknown, revoked or expired. Throws what the store throws. `now` in epoch ms. */
export function createKeyFinder<Key extends StoredKey>(
  reader: { find(hash: string): Promise<Key | undefined> },
  now: () => number,
): KeyFinder<Key> {
  const known = new Map<string, { readonly key: Promise<Key | undefined>; readonly readAt: number }>();

  function read(hash: string): Promise<Key | undefined> {
    const found = known.get(hash);
    if (found !== undefined && now() - found.readAt < keyAge) return found.key;
    if (known.size >= maxKnown) known.clear();
    const key = reader.find(hash);
    known.set(hash, { key, readAt: now() });
    // A failed read is not cached: the next request reads again.
    key.catch(() => known.delete(hash));
    return key;
  }

  return async (text) => {
    const hash = hashKey(text);
    const key = await read(hash);
    if (key === undefined || !isSame(key.hash, hash)) return undefined;
    return describeKeyState(key, now()) === 'active' ? key : undefined;
  };
}

/** Takes the same time wherever the two differ. */
function isSame(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
