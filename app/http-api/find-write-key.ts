/** Reads the write key of a request, and finds out what it allows. */
import type { WriteKey, WriteKeyReader } from '../ports/write-keys.ts';
import { createKeyFinder, type KeyFinder } from '../runtime/key-finder.ts';

/** User name of `Authorization: Basic`, as Segment's SDKs send it; the password is empty. */
export function readBasicUser(authorization: string | undefined): string | undefined {
  const [, encoded] = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const user = Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] ?? '';
  return user === '' ? undefined : user;
}

export type WriteKeyFinder = KeyFinder<WriteKey>;

/** As createKeyFinder. */
export function createWriteKeyFinder(reader: WriteKeyReader, now: () => number): WriteKeyFinder {
  return createKeyFinder(reader, now);
}
