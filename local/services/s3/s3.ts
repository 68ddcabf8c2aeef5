/**
 * S3, in memory: the object calls that Percorso and its operators make. Names, listing order and pages, conditional
 * writes, ETags and errors as in AWS; no versions, multipart uploads, ACLs or object lock: those are refused.
 */
import type {
  Call,
  CloudContext,
  Requirement,
  ResolvedResource,
  ResourceHandle,
  Service,
} from '../../service.ts';
import { ServiceError } from '../../service.ts';
import { listObjects } from './listing.ts';
import { createObject, readObject, type StoredObject } from './object.ts';

interface Bucket {
  readonly name: string;
  readonly createdAt: Date;
  readonly objects: Map<string, StoredObject>;
}

const supportedOperations = [
  'DeleteObject',
  'GetObject',
  'HeadBucket',
  'HeadObject',
  'ListBuckets',
  'ListObjectsV2',
  'PutObject',
] as const;

/** IAM actions that differ from the operation's name. */
const actions: Readonly<Record<string, string>> = {
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  ListObjectsV2: 'ListBucket',
};

/** Parameters that would change what is stored in a way that is not emulated. */
const refused = ['CopySource', 'ObjectLockMode', 'PartNumber', 'UploadId', 'VersionId', 'WriteOffsetBytes'];
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const maxKeyBytes = 1024;

export interface S3Service extends Service {
  /** The newest objects of any bucket, newest first; bodies are cut off after 4,000 characters. Free of charge. */
  listNewest(limit: number): readonly NewestObject[];
}

export interface NewestObject {
  readonly bucket: string;
  readonly key: string;
  /** ISO 8601, virtual time. */
  readonly time: string;
  readonly body: string;
}

export function createS3(context: CloudContext): S3Service {
  const buckets = new Map<string, Bucket>();

  function handle({ operation, input }: Call): Record<string, unknown> {
    for (const name of refused) {
      if (input[name] === undefined) continue;
      throw new ServiceError(
        'NotImplemented',
        501,
        `S3 ${operation} with ${name} is not emulated by the local cloud.`,
      );
    }
    if (operation === 'ListBuckets') {
      context.meter.count('s3.list-requests', 1);
      const list = [...buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
      return { Buckets: list.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })) };
    }
    const bucket = findBucket(buckets, String(input['Bucket'] ?? ''));
    countRequest(context, operation, bucket.name);
    if (operation === 'HeadBucket') return { BucketRegion: context.region };
    if (operation === 'ListObjectsV2') return listObjects(bucket.name, bucket.objects, input);
    const key = readKey(input);
    if (operation === 'PutObject') {
      const object = createObject(key, input, bucket.objects.get(key), context.now());
      bucket.objects.set(key, object);
      return { ETag: object.etag, ServerSideEncryption: 'AES256' };
    }
    if (operation === 'DeleteObject') {
      bucket.objects.delete(key);
      return {};
    }
    return readObject(bucket.objects.get(key), operation === 'GetObject', input);
  }

  return {
    name: 's3',
    resourceTypes: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'],
    operations: new Set<string>(supportedOperations),
    create: async (resource) =>
      resource.type === 'AWS::S3::Bucket'
        ? createBucket(resource, buckets, context)
        : { ref: String(resource.properties['Bucket']), attributes: {} },
    requirements: listRequirements,
    handle: async (call) => handle(call),
    listNewest: (limit) =>
      [...buckets.values()]
        .flatMap(({ name, objects }) => [...objects.values()].map((object) => ({ name, object })))
        .sort((left, right) => right.object.lastModified.getTime() - left.object.lastModified.getTime())
        .slice(0, limit)
        .map(({ name, object }) => ({
          bucket: name,
          key: object.key,
          time: object.lastModified.toISOString(),
          body: Buffer.from(object.body).toString().slice(0, 4000),
        })),
    async reset() {
      for (const bucket of buckets.values()) bucket.objects.clear();
    },
    async close() {
      buckets.clear();
    },
  };
}

function createBucket(
  { logicalId, properties }: ResolvedResource,
  buckets: Map<string, Bucket>,
  context: CloudContext,
): ResourceHandle {
  const given = properties['BucketName'];
  const name =
    given === undefined ? `${logicalId.toLowerCase()}-${context.newId().slice(0, 12)}` : String(given);
  if (!bucketName.test(name)) {
    throw new ServiceError(
      'InvalidBucketName',
      400,
      `Bucket ${logicalId}: "${name}" is not a valid bucket name.`,
    );
  }
  if (buckets.has(name))
    throw new ServiceError('BucketAlreadyOwnedByYou', 409, `Bucket ${name} exists already.`);
  buckets.set(name, { name, createdAt: new Date(context.now()), objects: new Map() });
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
    },
  };
}

function listRequirements({ operation, input }: Call): Requirement[] {
  const action = `s3:${actions[operation] ?? operation}`;
  if (operation === 'ListBuckets') return [{ action, resource: '*' }];
  const bucket = `arn:aws:s3:::${String(input['Bucket'] ?? '')}`;
  if (operation === 'HeadBucket') return [{ action, resource: bucket }];
  if (operation !== 'ListObjectsV2') return [{ action, resource: `${bucket}/${String(input['Key'] ?? '')}` }];
  return [{ action, resource: bucket, context: { 's3:prefix': String(input['Prefix'] ?? '') } }];
}

function countRequest(context: CloudContext, operation: string, bucket: string): void {
  if (operation === 'PutObject') context.meter.count('s3.put-requests', 1, bucket);
  else if (operation === 'ListObjectsV2') context.meter.count('s3.list-requests', 1, bucket);
  else if (operation !== 'DeleteObject') context.meter.count('s3.get-requests', 1, bucket);
}

function findBucket(buckets: ReadonlyMap<string, Bucket>, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket === undefined) {
    throw new ServiceError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name });
  }
  return bucket;
}

function readKey(input: Record<string, unknown>): string {
  const key = String(input['Key'] ?? '');
  if (key === '') throw new ServiceError('InvalidArgument', 400, 'Object key is missing');
  if (Buffer.byteLength(key) > maxKeyBytes) {
    throw new ServiceError('KeyTooLongError', 400, 'Your key is too long', { MaxSizeAllowed: maxKeyBytes });
  }
  return key;
}
