/** One S3 object: written under preconditions, read whole or in part. */
import { createHash } from 'node:crypto';
import { ServiceError } from '../../service.ts';

export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly etag: string;
  readonly lastModified: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Headers that are stored with an object and returned with it. */
const keptHeaders = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
];

/**
 * A new object from a `PutObject` input; `now` in epoch milliseconds, stored in whole seconds as S3 does.
 * @throws ServiceError PreconditionFailed, BadDigest
 */
export function createObject(
  key: string,
  input: Readonly<Record<string, unknown>>,
  old: StoredObject | undefined,
  now: number,
): StoredObject {
  checkPreconditions(input, old);
  const body = input['Body'] instanceof Uint8Array ? Uint8Array.from(input['Body']) : new Uint8Array();
  const digest = createHash('md5').update(body).digest();
  if (input['ContentMD5'] !== undefined && input['ContentMD5'] !== digest.toString('base64')) {
    throw new ServiceError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.');
  }
  const headers: Record<string, string> = { ContentType: 'application/octet-stream' };
  for (const name of keptHeaders) if (input[name] !== undefined) headers[name] = String(input[name]);
  return {
    key,
    body,
    headers,
    etag: `"${digest.toString('hex')}"`,
    metadata: readMetadata(input['Metadata']),
    lastModified: new Date(Math.floor(now / 1000) * 1000),
  };
}

/** @throws ServiceError NoSuchKey (NotFound without a body, as HEAD has none), PreconditionFailed, NotModified */
export function readObject(
  object: StoredObject | undefined,
  withBody: boolean,
  input: Record<string, unknown>,
): Record<string, unknown> {
  if (object === undefined) {
    const code = withBody ? 'NoSuchKey' : 'NotFound';
    throw new ServiceError(code, 404, 'The specified key does not exist.');
  }
  if (input['IfMatch'] !== undefined && unquote(input['IfMatch']) !== unquote(object.etag)) {
    throw makePreconditionError();
  }
  if (input['IfNoneMatch'] !== undefined && unquote(input['IfNoneMatch']) === unquote(object.etag)) {
    throw new ServiceError('NotModified', 304, 'Not Modified');
  }
  const described = {
    AcceptRanges: 'bytes',
    ETag: object.etag,
    LastModified: object.lastModified,
    ServerSideEncryption: 'AES256',
    Metadata: { ...object.metadata },
    ...object.headers,
  };
  const range = readRange(input['Range'], object.body.length);
  const body = range === undefined ? object.body : object.body.subarray(range.start, range.end + 1);
  return {
    ...described,
    ContentLength: body.length,
    ...(range && { ContentRange: `bytes ${range.start}-${range.end}/${object.body.length}` }),
    ...(withBody && { Body: Uint8Array.from(body) }),
  };
}

/** `If-None-Match: *` writes only a new object, `If-Match` only over the version that was read. */
function checkPreconditions(input: Record<string, unknown>, old: StoredObject | undefined): void {
  const [ifMatch, ifNoneMatch] = [input['IfMatch'], input['IfNoneMatch']];
  if (ifMatch !== undefined && old === undefined) {
    throw new ServiceError('NoSuchKey', 404, 'The specified key does not exist.');
  }
  const hasFailed =
    (ifNoneMatch === '*' && old !== undefined) ||
    (ifMatch !== undefined && unquote(ifMatch) !== unquote(old?.etag));
  if (!hasFailed) return;
  throw makePreconditionError();
}

function makePreconditionError(): ServiceError {
  return new ServiceError(
    'PreconditionFailed',
    412,
    'At least one of the pre-conditions you specified did not hold',
  );
}

function readRange(header: unknown, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(String(header ?? ''));
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start > end) throw new ServiceError('InvalidRange', 416, 'The requested range is not satisfiable');
  return { start, end };
}

function readMetadata(metadata: unknown): Record<string, string> {
  const entries = Object.entries((metadata ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function unquote(etag: unknown): string {
  return String(etag ?? '').replace(/^"|"$/g, '');
}
