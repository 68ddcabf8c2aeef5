/** The files of the lake in S3. */
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LakeFiles } from '../../app/ports/lake.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import { repeatableCallOptions } from '../client-options.ts';

/** Objects have up to 64 MB. */
const requestHandler = { connectionTimeout: 1_000, requestTimeout: MINUTE, throwOnRequestTimeout: true };
const delivered = 'incoming/';

export function createS3LakeFiles(bucket: string): LakeFiles {
  const client = new S3Client({ ...repeatableCallOptions, requestHandler });
  return {
    async listDelivered() {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: delivered }),
      );
      return Contents.flatMap(({ Key }) => Key ?? []);
    },

    async read(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        // Reads the files of all records, one after the other.
        return gunzipSync(bytes).toString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },

    async write(key, text) {
      const Body = gzipSync(text);
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/gzip' }),
      );
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
