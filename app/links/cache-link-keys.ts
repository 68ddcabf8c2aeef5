/** Keeps link keys in the process. A version never changes, so each is read once. */
import { MINUTE } from '../../engine/base/time-units.ts';
import { type LinkKey, LinkKeyMissingError, type LinkKeyReader, type LinkKeys } from '../ports/link-keys.ts';

/** Milliseconds before the newest key is read again: a rotated key seals all new links after this time. */
export const currentKeyAge = 5 * MINUTE;
/** The same for a version that is newer than every known one: a forged token has any version. */
export const newerKeyAge = 10_000;

/** When the newest key cannot be read again, the known one is used. `now` in epoch ms. */
export function cacheLinkKeys(reader: LinkKeyReader, now: () => number): LinkKeys {
  const known = new Map<number, Promise<Uint8Array | undefined>>();
  let newest: { readonly key: LinkKey; readonly readAt: number } | undefined;
  let reading: Promise<LinkKey> | undefined;

  async function readNewest(): Promise<LinkKey> {
    const readAt = now();
    const key = await reader.read();
    if (key === undefined) throw new LinkKeyMissingError();
    newest = { key: newest?.key.version === key.version ? newest.key : key, readAt };
    return newest.key;
  }

  async function readOnce(age: number): Promise<LinkKey> {
    if (newest !== undefined && now() - newest.readAt < age) return newest.key;
    // Concurrent messages share one read.
    reading ??= readNewest().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  function readVersion(version: number): Promise<Uint8Array | undefined> {
    const found = known.get(version);
    if (found !== undefined) return found;
    const value = reader.read(version).then((key) => key?.key);
    known.set(version, value);
    // A failed read is not cached: the next call reads again.
    value.catch(() => known.delete(version));
    return value;
  }

  return {
    async current() {
      try {
        return await readOnce(currentKeyAge);
      } catch (error) {
        if (newest === undefined) throw error;
        return newest.key;
      }
    },
    async find(version) {
      if (newest?.key.version === version) return newest.key.key;
      // Only versions up to the newest are read, so a flood of forged tokens causes one read per `newerKeyAge`.
      const { version: last, key } =
        newest !== undefined && version < newest.key.version ? newest.key : await readOnce(newerKeyAge);
      if (version === last) return key;
      return version < 1 || version > last ? undefined : readVersion(version);
    },
  };
}
