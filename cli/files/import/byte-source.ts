/** Where the bytes of an import are: a file, or an object of a bucket; unpacked if they are gzip. */
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { readObject } from '../../../app/import/read-object.ts';
import type { ObjectStore } from '../../../app/ports/object-store.ts';
import { UsageError } from '../../terminal/command-result.ts';

export interface ByteSource {
  /** As the user wrote it. */
  readonly place: string;
  /** The same without `.gz`. */
  readonly name: string;
  /** The path that the checkpoint and the reject file begin with. */
  readonly besides: string;
  /** From the first byte. The same bytes each time. */
  open(): AsyncIterable<Buffer>;
}

const objectForm = /^s3:\/\/([a-z0-9][a-z0-9.-]+)\/(.+)$/;

/** `place`: a path, or `s3://bucket/key`. Throws UsageError. */
export async function openSource(
  place: string,
  directory: string,
  openObjects: () => Pick<ObjectStore, 'describe' | 'read'>,
): Promise<ByteSource> {
  const name = place.replace(/\.gz$/i, '');
  if (!place.startsWith('s3://')) {
    const path = resolve(directory, place);
    return { place, name, besides: path, open: () => unpack(readLocal(path), place) };
  }
  const [, bucket, key] = objectForm.exec(place) ?? [];
  if (bucket === undefined || key === undefined)
    throw new UsageError(`"${place}" is no object of a bucket.`, 'Write it as s3://bucket/folder/file.csv.');
  const objects = openObjects();
  const facts = await objects.describe(bucket, key);
  if (facts === undefined)
    throw new UsageError(
      `The bucket ${bucket} has no object ${key}.`,
      `List its objects: aws s3 ls s3://${bucket}/.`,
    );
  const besides = join(directory, `${bucket}_${key}`.replaceAll(/[^\w.-]/g, '_'));
  return { place, name, besides, open: () => unpack(readObject(objects, { bucket, key }, facts), place) };
}

/** The file is opened with the first read: a source that is not read leaves nothing open. */
async function* readLocal(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path);
}

/** Gzip is recognized by its first bytes: objects have it under any name. */
async function* unpack(chunks: AsyncIterable<Buffer>, place: string): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    if (first.done === true) return;
    const all = (async function* () {
      yield first.value;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    })();
    if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* gunzip(all, place);
    else yield* all;
  } finally {
    await iterator.return?.();
  }
}

async function* gunzip(chunks: AsyncIterable<Buffer>, place: string): AsyncGenerator<Buffer> {
  const unpacked = createGunzip();
  // A failure of either destroys both, and the loop throws it.
  pipeline(Readable.from(chunks), unpacked, () => undefined);
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_')) throw error;
    throw new UsageError(`The gzip of ${place} is damaged or cut off (${code}).`, 'Write the file again.');
  } finally {
    unpacked.destroy();
  }
}
