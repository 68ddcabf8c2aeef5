/** Reads the calls of a request body: one call, or a batch of them, plain or compressed. Sizes are counted as the SDKs do. */
import { gunzipSync } from 'node:zlib';
import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';

/** Bytes of the JSON of one call, in UTF-8. */
export const maxCallBytes = 32 * 1024;
/** Bytes of a body, after decompression. */
export const maxBodyBytes = 500 * 1024;
/** Of objects and lists: the bus accepts 1,000 with its envelope, and would refuse the whole event again and again. */
export const maxLevels = 500;

export interface ReceivedCalls {
  /** As they came: nothing of them is checked but their size. */
  readonly calls: readonly unknown[];
  /** The member `writeKey` of the body. */
  readonly writeKey?: string;
  /** Of the batch: for all calls that have none themselves. */
  readonly sentAt?: unknown;
  readonly context?: unknown;
}

/** The body can never be accepted: sent again, it fails again. */
export class RequestBodyInvalidError extends Error {
  readonly code: 'body_malformed' | 'body_too_large' | 'call_too_large' | 'call_too_deep';
  constructor(code: RequestBodyInvalidError['code'], problem: string) {
    super(problem);
    this.code = code;
    this.name = 'RequestBodyInvalidError';
  }
}

/**
 * `type`: what the path names, such as `track`, for a call that names none; undefined for a batch. Throws
 * RequestBodyInvalidError.
 */
export function readCalls(body: Uint8Array, type: string | undefined): ReceivedCalls {
  const value = parse(decompress(body));
  if (!isObject(value)) throw malformed('The body is no JSON object.');
  const { writeKey, ...rest } = value;
  const key = omitAbsent({
    writeKey: typeof writeKey === 'string' && writeKey !== '' ? writeKey : undefined,
  });
  if (type !== undefined) {
    check(rest, 'The call');
    return { calls: [{ ...rest, type: rest['type'] ?? type }], ...key };
  }
  const { sentAt, context, batch } = rest;
  if (!Array.isArray(batch)) throw malformed('The body has no list "batch".');
  if (context !== undefined) check(context, 'The context');
  for (const [index, call] of batch.entries()) check(call, `Call ${index}`);
  return { calls: batch, sentAt, context, ...key };
}

/** Compressed bodies are known by their first two bytes: some clients name no encoding. */
function decompress(body: Uint8Array): Uint8Array {
  const isCompressed = body[0] === 0x1f && body[1] === 0x8b;
  try {
    const plain = isCompressed ? gunzipSync(body, { maxOutputLength: maxBodyBytes + 1 }) : body;
    if (plain.length <= maxBodyBytes) return plain;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_BUFFER_TOO_LARGE')
      throw malformed('The body is no gzip data.');
  }
  const problem = `The body has more than ${maxBodyBytes} bytes. Send fewer calls in one request.`;
  throw new RequestBodyInvalidError('body_too_large', problem);
}

function parse(body: Uint8Array): unknown {
  try {
    return readJson(new TextDecoder('utf-8').decode(body));
  } catch {
    throw malformed('The body is no JSON.');
  }
}

function check(value: unknown, what: string): void {
  if (isDeeper(value, maxLevels)) {
    const problem = `${what} has more than ${maxLevels} levels of objects and lists.`;
    throw new RequestBodyInvalidError('call_too_deep', problem);
  }
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= maxCallBytes) return;
  const problem = `${what} has ${bytes} bytes of JSON and must have at most ${maxCallBytes}.`;
  throw new RequestBodyInvalidError('call_too_large', problem);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function malformed(problem: string): RequestBodyInvalidError {
  return new RequestBodyInvalidError('body_malformed', problem);
}
