/** S3's REST-XML, path style: `/bucket/key`. */

import { omitAbsent } from '../omit-absent.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import type { DecodedCall, Protocol, WireRequest, WireResponse } from './wire.ts';
import { readElements, writeElement } from './xml.ts';

/** Headers of requests and responses that are members. */
const memberHeaders: Readonly<Record<string, string>> = {
  'content-type': 'ContentType',
  'content-encoding': 'ContentEncoding',
  'content-disposition': 'ContentDisposition',
  'cache-control': 'CacheControl',
  'if-none-match': 'IfNoneMatch',
  'if-match': 'IfMatch',
  range: 'Range',
  etag: 'ETag',
  'x-amz-copy-source': 'CopySource',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-tagging': 'Tagging',
  'x-amz-version-id': 'VersionId',
};

const listing: Readonly<Record<string, string>> = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'continuation-token': 'ContinuationToken',
  'start-after': 'StartAfter',
  'encoding-type': 'EncodingType',
  marker: 'Marker',
};

/** Query parameters of operations that are not emulated: multipart, ACLs, versions, ... */
const harmless = new Set(['x-id', 'list-type', 'delete', 'location', ...Object.keys(listing)]);

export const s3Protocol: Protocol = {
  decode: (request) => {
    const { pathname, searchParams } = new URL(request.url, 'http://local');
    const [, bucket = '', key] = /^\/([^/]*)(?:\/(.*))?$/s.exec(pathname) ?? [];
    for (const name of searchParams.keys()) if (!harmless.has(name)) return undefined;
    const operation = nameOperation(request, bucket, key ?? '', searchParams);
    if (operation === undefined) return undefined;
    const input: Record<string, unknown> = {
      ...readHeaders(request),
      ...omitAbsent({
        Bucket: bucket === '' ? undefined : decodeURIComponent(bucket),
        Key: key ? decodeURIComponent(key) : undefined,
      }),
    };
    for (const [name, member] of Object.entries(listing)) {
      const value = searchParams.get(name);
      if (value !== null) input[member] = member === 'MaxKeys' ? Number(value) : value;
    }
    if (operation === 'PutObject') input['Body'] = readBody(request);
    if (operation === 'DeleteObjects') {
      const keys = readElements(Buffer.from(readBody(request)).toString(), 'Key');
      input['Delete'] = { Objects: keys.map((Key) => ({ Key })) };
    }
    return { operation, input };
  },
  encode: ({ operation }: DecodedCall, output, requestId): WireResponse => {
    const headers = { 'x-amz-request-id': requestId, ...writeHeaders(output) };
    if (operation === 'GetObject') {
      return { status: output['ContentRange'] ? 206 : 200, headers, body: output['Body'] as Uint8Array };
    }
    if (operation === 'HeadObject') {
      return {
        status: 200,
        headers: { ...headers, 'content-length': String(output['ContentLength'] ?? 0) },
        body: '',
      };
    }
    if (operation === 'DeleteObject') return { status: 204, headers, body: '' };
    const root = roots[operation];
    if (root === undefined) return { status: 200, headers, body: '' };
    const members = nestMembers(operation, output);
    const xml = writeElement(root, members).replace(
      `<${root}>`,
      `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`,
    );
    return {
      status: 200,
      headers: { ...headers, 'content-type': 'application/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>${xml}`,
    };
  },
  encodeError: ({ code, status, message, members }, requestId): WireResponse => ({
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    // A HEAD has no body; the gateway drops it there.
    body: writeElement('Error', { Code: code, Message: message, ...members, RequestId: requestId }),
  }),
};

/** Root elements of the responses that are documents. */
const roots: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucketResult',
  ListObjects: 'ListBucketResult',
  ListBuckets: 'ListAllMyBucketsResult',
  DeleteObjects: 'DeleteResult',
  CopyObject: 'CopyObjectResult',
  GetBucketLocation: 'LocationConstraint',
};

function nameOperation(
  { method, headers }: WireRequest,
  bucket: string,
  key: string,
  query: URLSearchParams,
): string | undefined {
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : undefined;
  if (key === '') {
    if (method === 'HEAD') return 'HeadBucket';
    if (method === 'POST') return query.has('delete') ? 'DeleteObjects' : undefined;
    if (method !== 'GET') return undefined;
    if (query.has('location')) return 'GetBucketLocation';
    return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  }
  if (method === 'PUT') return headers['x-amz-copy-source'] === undefined ? 'PutObject' : 'CopyObject';
  const names: Readonly<Record<string, string>> = {
    GET: 'GetObject',
    HEAD: 'HeadObject',
    DELETE: 'DeleteObject',
  };
  return names[method];
}

/** Two responses whose lists have other names on the wire. */
function nestMembers(operation: string, output: Record<string, unknown>): Record<string, unknown> {
  if (operation === 'ListBuckets') return { ...output, Buckets: { Bucket: output['Buckets'] } };
  if (operation === 'DeleteObjects') return { Deleted: output['Deleted'], Error: output['Errors'] };
  return output;
}

function readBody({ headers, body }: WireRequest): Uint8Array {
  const isChunked = headers['x-amz-content-sha256']?.startsWith('STREAMING-') ?? false;
  return isChunked ? decodeAwsChunked(body) : body;
}

function readHeaders({ headers }: WireRequest): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value;
    const member = memberHeaders[name];
    if (member === undefined) continue;
    const plain = member === 'ContentEncoding' ? value.replace(/aws-chunked,?\s*/, '') : value;
    if (plain !== '') members[member] = plain;
  }
  if (Object.keys(metadata).length > 0) members['Metadata'] = metadata;
  return members;
}

function writeHeaders(output: Record<string, unknown>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, member] of Object.entries(memberHeaders)) {
    if (output[member] !== undefined) headers[name] = String(output[member]);
  }
  if (output['LastModified'] instanceof Date) headers['last-modified'] = output['LastModified'].toUTCString();
  if (output['ContentRange'] !== undefined) headers['content-range'] = String(output['ContentRange']);
  for (const [name, value] of Object.entries((output['Metadata'] ?? {}) as Record<string, string>)) {
    headers[`x-amz-meta-${name}`] = value;
  }
  return headers;
}
