/** Reads objects of S3 as streams, each pinned to the version that was found. */
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ObjectChangedError, type ObjectStore } from '../../app/ports/object-store.ts';
import { repeatableCallOptions } from '../client-options.ts';

export interface ObjectStoreOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export function createS3ObjectStore(options: ObjectStoreOptions): ObjectStore {
  const client = new S3Client({
    ...repeatableCallOptions,
    ...options,
    // A bucket of another region answers with its own.
    followRegionRedirects: true,
    // A local endpoint has no host per bucket.
    forcePathStyle: options.endpoint !== undefined,
  });
  return {
    async describe(bucket, key) {
      try {
        const { ContentLength = 0, ETag = '' } = await client.send(
          new HeadObjectCommand({ Bucket: bucket, Key: key }),
        );
        return { bytes: ContentLength, version: ETag };
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },

    async read(bucket, key, { version, from }) {
      try {
        const range = `bytes=${from}-`;
        const { Body } = await client.send(
          new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: version, Range: range }),
        );
        return (Body ?? []) as AsyncIterable<Uint8Array>;
      } catch (error) {
        const isReplaced = error instanceof S3ServiceException && error.name === 'PreconditionFailed';
        if (isReplaced || error instanceof NoSuchKey) throw new ObjectChangedError();
        throw error;
      }
    },
  };
}
