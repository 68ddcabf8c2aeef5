/** The local S3 keeps objects, lists them and guards conditional writes as AWS does. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Service } from '../../../../local/service.ts';
import { createS3 } from '../../../../local/services/s3/s3.ts';
import { createCaller, createFakeCloud, type FakeCloud } from '../../../harness/fake-cloud.ts';

let cloud: FakeCloud;
let service: Service;
let call: ReturnType<typeof createCaller>;
const bytes = (text: string) => new TextEncoder().encode(text);

beforeEach(async () => {
  cloud = createFakeCloud();
  service = await createS3(cloud);
  await service.create({ logicalId: 'Kept', type: 'AWS::S3::Bucket', properties: { BucketName: 'kept' } });
  call = createCaller(service);
});

const put = (Key: string, text = 'x', more: Record<string, unknown> = {}) =>
  call('PutObject', { Bucket: 'kept', Key, Body: bytes(text), ...more });

describe('objects', () => {
  it('come back byte for byte with their metadata, and are copies', async () => {
    const body = bytes('però 😀');
    await call('PutObject', {
      Bucket: 'kept',
      Key: 'a/b.json',
      Body: body,
      ContentType: 'application/json',
      Metadata: { Reason: 'late' },
    });
    body.fill(0);
    const object = await call('GetObject', { Bucket: 'kept', Key: 'a/b.json' });
    expect(new TextDecoder().decode(object['Body'] as Uint8Array)).toBe('però 😀');
    expect(object).toMatchObject({
      ContentType: 'application/json',
      Metadata: { reason: 'late' },
      ContentLength: 10,
    });
    expect(object['LastModified']).toEqual(new Date(cloud.time));
    const head = await call('HeadObject', { Bucket: 'kept', Key: 'a/b.json' });
    expect(head).not.toHaveProperty('Body');
    expect(head['ETag']).toBe(object['ETag']);
  });

  it('are written under If-None-Match only once', async () => {
    await put('a', '1', { IfNoneMatch: '*' });
    await expect(put('a', '2', { IfNoneMatch: '*' })).rejects.toMatchObject({
      code: 'PreconditionFailed',
      status: 412,
    });
    const { ETag } = await call('HeadObject', { Bucket: 'kept', Key: 'a' });
    await put('a', '3', { IfMatch: ETag });
    await expect(put('a', '4', { IfMatch: ETag })).rejects.toMatchObject({ code: 'PreconditionFailed' });
  });

  it('that are missing are named so, and their deletion is no error', async () => {
    await call('DeleteObject', { Bucket: 'kept', Key: 'none' });
    await expect(call('GetObject', { Bucket: 'kept', Key: 'none' })).rejects.toMatchObject({
      code: 'NoSuchKey',
    });
    await expect(call('HeadObject', { Bucket: 'kept', Key: 'none' })).rejects.toMatchObject({ status: 404 });
    await expect(call('HeadBucket', { Bucket: 'none' })).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  it('can be read in part', async () => {
    await put('a', '0123456789');
    const part = await call('GetObject', { Bucket: 'kept', Key: 'a', Range: 'bytes=2-4' });
    expect(new TextDecoder().decode(part['Body'] as Uint8Array)).toBe('234');
    expect(part['ContentRange']).toBe('bytes 2-4/10');
  });

  it('with versions, locks or parts are refused, not half stored', async () => {
    await expect(put('a', 'x', { ObjectLockMode: 'GOVERNANCE' })).rejects.toMatchObject({
      code: 'NotImplemented',
    });
    expect(await call('ListObjectsV2', { Bucket: 'kept' })).toMatchObject({ KeyCount: 0 });
  });
});

describe('listing', () => {
  beforeEach(async () => {
    for (const key of ['b/2', 'a', 'b/1', 'c/x/1', 'c/x/2', '😀', '\uFFFD']) await put(key);
  });

  const listAll = async (more: Record<string, unknown>): Promise<string[]> => {
    const found: string[] = [];
    let token: unknown;
    do {
      const page = await call('ListObjectsV2', {
        Bucket: 'kept',
        ...more,
        ...(token !== undefined && { ContinuationToken: token }),
      });
      for (const { Key } of (page['Contents'] ?? []) as { Key: string }[]) found.push(Key);
      for (const { Prefix } of (page['CommonPrefixes'] ?? []) as { Prefix: string }[]) found.push(Prefix);
      token = page['NextContinuationToken'];
    } while (token !== undefined);
    return found;
  };

  it('lists keys in the order of UTF-8 bytes, in pages of any size', async () => {
    const expected = ['a', 'b/1', 'b/2', 'c/x/1', 'c/x/2', '\uFFFD', '😀'];
    for (const MaxKeys of [1, '2', 1000]) expect(await listAll({ MaxKeys })).toEqual(expected);
    expect(await listAll({ StartAfter: 'b/2' })).toEqual(expected.slice(3));
  });

  it('folds what lies behind a delimiter, once', async () => {
    expect(await listAll({ Delimiter: '/' })).toEqual(['a', '\uFFFD', '😀', 'b/', 'c/']);
    expect(await listAll({ Delimiter: '/', MaxKeys: 1 })).toEqual(['a', 'b/', 'c/', '\uFFFD', '😀']);
    expect(await listAll({ Delimiter: '/', Prefix: 'c/' })).toEqual(['c/x/']);
  });
});

describe('permissions and the meter', () => {
  it('ask for the object, or the bucket with its prefix', () => {
    const require = (operation: string, input: Record<string, unknown>) =>
      service.requirements({
        service: 's3',
        operation,
        input,
        principal: { kind: 'operator' },
        requestId: 'r',
      });
    expect(require('PutObject', { Bucket: 'kept', Key: 'a/b' })).toEqual([
      { action: 's3:PutObject', resource: 'arn:aws:s3:::kept/a/b' },
    ]);
    expect(require('ListObjectsV2', { Bucket: 'kept', Prefix: 'a' })).toEqual([
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::kept', context: { 's3:prefix': 'a' } },
    ]);
  });

  it('count each request in its price class', async () => {
    await put('a');
    await call('GetObject', { Bucket: 'kept', Key: 'a' });
    await call('DeleteObject', { Bucket: 'kept', Key: 'a' });
    expect(Object.fromEntries(cloud.units)).toEqual({ 's3.put-requests': 1, 's3.get-requests': 1 });
  });
});
