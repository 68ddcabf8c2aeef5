/** An object is read to its end over connections that break. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObject } from '../../../app/import/read-object.ts';
import { ObjectChangedError, type ObjectStore } from '../../../app/ports/object-store.ts';

const place = { bucket: 'data', key: 'a.csv' };

/** Each connection gives the next number of bytes of `parts` and breaks; after them all, it gives the rest. */
function openObject(content: Buffer, parts: number[]): Pick<ObjectStore, 'read'> & { reads: number } {
  const store = {
    reads: 0,
    async read(_bucket: string, _key: string, { from }: { readonly from: number }) {
      const length = parts[store.reads];
      store.reads += 1;
      return give(content.subarray(from), length);
    },
  };
  return store;
}

async function* give(content: Buffer, length: number | undefined): AsyncGenerator<Uint8Array> {
  const part = content.subarray(0, length);
  for (let at = 0; at < part.length; at += 3) yield part.subarray(at, at + 3);
  if (length !== undefined) throw new Error('ECONNRESET');
}

async function readAll(objects: Pick<ObjectStore, 'read'>, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readObject(objects, place, { bytes, version: 'v1' })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('an object', () => {
  it('has all its bytes once, wherever the connections break', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), lengths, async (bytes, parts) => {
        const content = Buffer.from(bytes);
        expect(await readAll(openObject(content, parts), content.length)).toEqual(content);
      }),
      { numRuns: 200 },
    );
  });

  it('is given up after four connections without a byte', async () => {
    const store = openObject(Buffer.from('abc'), [0, 0, 0, 0]);
    await expect(readAll(store, 3)).rejects.toThrow('ECONNRESET');
    expect(store.reads).toBe(4);
  });

  it('is not continued in another version', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      if (reads > 1) throw new ObjectChangedError();
      return give(Buffer.from('abcdef'), 3);
    };
    await expect(readAll({ read }, 6)).rejects.toThrow(ObjectChangedError);
    expect(reads).toBe(2);
  });
});
