/** Rejected touchpoints in S3: one object each, stored until they are replayed or removed. */

import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { RejectedTouchpointUnreadableError } from '../../app/ports/rejected-errors.ts';
import type { RejectedStore } from '../../app/ports/rejected-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { repeatableCallOptions } from '../client-options.ts';
import {
  makeRejectedKey,
  parseRejected,
  quarantinePrefix,
  readRejectedKey,
  rejectedPrefix,
} from './rejected-key.ts';

export function createS3Client(overrides: S3ClientConfig = {}): S3Client {
  // Path style: a local endpoint has no host per bucket.
  const isLocal = process.env['AWS_ENDPOINT_URL'] !== undefined;
  return new S3Client({ ...repeatableCallOptions, forcePathStyle: isLocal, ...overrides });
}

export function createS3RejectedStore(client: Pick<S3Client, 'send'>, bucket: string): RejectedStore {
  const listKeys = async (prefix: string, cursor: string | undefined) => {
    const { Contents = [], NextContinuationToken } = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...omitAbsent({ ContinuationToken: cursor }),
      }),
    );
    const keys = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
    return { keys, ...omitAbsent({ cursor: NextContinuationToken }) };
  };
  return {
    async put(rejected) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: makeRejectedKey(rejected),
          Body: JSON.stringify(rejected),
          ContentType: 'application/json',
        }),
      );
    },

    list: (cursor) => listKeys(rejectedPrefix, cursor),
    listQuarantined: (cursor) => listKeys(quarantinePrefix, cursor),

    readKey: readRejectedKey,

    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return parseRejected(key, await Body?.transformToString());
      } catch (error) {
        if (error instanceof NoSuchKey) throw new RejectedTouchpointUnreadableError(key);
        throw error;
      }
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
