/** Reads an object of a bucket to its end: a broken connection continues where it broke. */
import { ObjectChangedError, type ObjectFacts, type ObjectStore } from '../ports/object-store.ts';

/** Consecutive connections without a byte. */
const mostFailures = 4;

/** From the byte `begin` on. Throws ObjectChangedError, and the last error when no connection gives a byte. */
export async function* readObject(
  objects: Pick<ObjectStore, 'read'>,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  { bytes, version }: ObjectFacts,
  begin = 0,
): AsyncGenerator<Buffer> {
  let from = begin;
  let failures = 0;
  while (from < bytes) {
    try {
      for await (const chunk of await objects.read(bucket, key, { version, from })) {
        from += chunk.length;
        failures = 0;
        yield Buffer.from(chunk);
      }
    } catch (error) {
      failures += 1;
      if (error instanceof ObjectChangedError || failures === mostFailures) throw error;
    }
  }
}
