/** ListObjectsV2: keys in UTF-8 byte order, folded by delimiter, a thousand at a time. */
import { ServiceError } from '../../service.ts';
import type { StoredObject } from './object.ts';

const maxKeys = 1000;

/** `bucket`: the name in the response; the continuation token is the last returned key, in base64. */
export function listObjects(
  bucket: string,
  objects: ReadonlyMap<string, StoredObject>,
  input: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const prefix = String(input['Prefix'] ?? '');
  const delimiter = String(input['Delimiter'] ?? '');
  const limit = readLimit(input['MaxKeys']);
  const token = input['ContinuationToken'];
  const after = token === undefined ? String(input['StartAfter'] ?? '') : readToken(token);
  const contents: Record<string, unknown>[] = [];
  const folded = new Set<string>();
  let last = '';
  let isTruncated = false;
  for (const key of [...objects.keys()].filter((name) => name.startsWith(prefix)).sort(compareBytes)) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const group = cut === -1 ? undefined : key.slice(0, cut + delimiter.length);
    const place = group ?? key;
    if (after !== '' && compareBytes(place, after) <= 0) continue;
    if (group !== undefined && folded.has(group)) continue;
    if (contents.length + folded.size >= limit) {
      isTruncated = limit > 0;
      break;
    }
    last = place;
    const object = objects.get(key);
    if (group !== undefined) folded.add(group);
    else if (object !== undefined) contents.push(describeObject(object));
  }
  return {
    Name: bucket,
    Prefix: prefix,
    ...(delimiter !== '' && { Delimiter: delimiter }),
    MaxKeys: limit,
    KeyCount: contents.length + folded.size,
    IsTruncated: isTruncated,
    ...(contents.length > 0 && { Contents: contents }),
    ...(folded.size > 0 && { CommonPrefixes: [...folded].map((Prefix) => ({ Prefix })) }),
    ...(token !== undefined && { ContinuationToken: token }),
    ...(input['StartAfter'] !== undefined && { StartAfter: input['StartAfter'] }),
    ...(isTruncated && { NextContinuationToken: Buffer.from(last).toString('base64') }),
  };
}

function describeObject({ key, etag, lastModified, body }: StoredObject): Record<string, unknown> {
  return { Key: key, ETag: etag, LastModified: lastModified, Size: body.length, StorageClass: 'STANDARD' };
}

function readLimit(value: unknown): number {
  if (value === undefined) return maxKeys;
  const limit = Number(value);
  if (!Number.isInteger(limit) || limit < 0) {
    throw new ServiceError(
      'InvalidArgument',
      400,
      'Argument maxKeys must be an integer between 0 and 2147483647',
    );
  }
  return Math.min(limit, maxKeys);
}

function readToken(token: unknown): string {
  const key = Buffer.from(String(token), 'base64').toString();
  if (key === '')
    throw new ServiceError('InvalidArgument', 400, 'The continuation token provided is incorrect');
  return key;
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
