/** Rewrites files of the lake in S3, each under the condition that it is the one that was read. */
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { LakeRewriter } from '../../app/ports/lake-rewriter.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';

/** It was written since; it is gone; another write of it is under way. */
const lost: ReadonlySet<string> = new Set(['PreconditionFailed', 'NoSuchKey', 'ConditionalRequestConflict']);

export function createS3LakeRewriter(client: Pick<S3Client, 'send'>, bucket: string): LakeRewriter {
  return {
    async list(prefix, after) {
      const place = { Bucket: bucket, Prefix: prefix, ...omitAbsent({ StartAfter: after }) };
      const { Contents = [] } = await client.send(new ListObjectsV2Command(place));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },

    async read(key) {
      try {
        const { Body, ETag = '' } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
        return { text: gunzipSync(bytes).toString(), version: ETag };
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },

    async replace(key, text, version) {
      try {
        await client.send(
          new PutObjectCommand({
            ...{ Bucket: bucket, Key: key, Body: gzipSync(text), ContentType: 'application/gzip' },
            IfMatch: version,
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && lost.has(error.name)) return false;
        throw error;
      }
    },
  };
}
