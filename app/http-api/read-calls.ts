/** Reads the calls of a request body: one call, or a batch of them, plain or compressed. Sizes are counted as the SDKs do. */
import { gunzipSync } from 'node:zlib';
import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { findUnfit, type Unfit } from './describe-call.ts';
import { findInContext, findReplacedId } from './find-replaced-id.ts';

/** Bytes of a body, after decompression. */
export const maxBodyBytes = 500 * 1024;
/**
 * Bytes of all calls, each with the context of its batch: so much is stored. A large context of thousands of small calls
 * would make one request as expensive as a thousand.
 */
export const maxExpandedBytes = 8 * maxBodyBytes;

export interface ReceivedCall {
  readonly call: unknown;
  /** Why it cannot be put on the bus. */
  readonly unfit?: Unfit;
}

export interface ReceivedCalls {
  /** As they came: nothing of them is checked but their form. */
  readonly calls: readonly ReceivedCall[];
  /** The member `writeKey` of the body. */
  readonly writeKey?: string;
  /** Of the batch: for all calls that have none themselves. */
  readonly sentAt?: unknown;
  readonly context?: unknown;
}

/** The body can never be accepted: sent again, it fails again. */
export class RequestBodyInvalidError extends Error {
  readonly code: 'body_malformed' | 'body_too_large';
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
  const { value, isReplaced } = parse(decompress(body));
  if (!isObject(value)) throw malformed('The body is no JSON object.');
  const { writeKey, ...rest } = value;
  const key = omitAbsent({
    writeKey: typeof writeKey === 'string' && writeKey !== '' ? writeKey : undefined,
  });
  const read = (call: unknown): ReceivedCall => ({
    call,
    ...omitAbsent({ unfit: findUnfit(call, isReplaced, findReplacedId) }),
  });
  if (type !== undefined) return { calls: [read({ ...rest, type: rest['type'] ?? type })], ...key };
  const { sentAt, context, batch } = rest;
  if (!Array.isArray(batch)) throw malformed('The body has no list "batch".');
  const unfit = context === undefined ? undefined : findUnfit(context, isReplaced, findInContext);
  // A context that does not fit is of every call.
  if (unfit !== undefined) return { calls: batch.map((call: unknown) => ({ call, unfit })), ...key };
  checkExpanded(batch.length, context);
  return { calls: batch.map(read), sentAt, context, ...key };
}

function checkExpanded(calls: number, context: unknown): void {
  if (context === undefined || calls * Buffer.byteLength(JSON.stringify(context)) <= maxExpandedBytes) return;
  const problem = `The context counts for each of the ${calls} calls: more than ${maxExpandedBytes} bytes. Send fewer calls in one request, or a shorter context.`;
  throw new RequestBodyInvalidError('body_too_large', problem);
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

/** `isReplaced`: some bytes are no UTF-8, and became replacement characters. */
function parse(body: Uint8Array): { readonly value: unknown; readonly isReplaced: boolean } {
  const exact = decode(body);
  try {
    const value = readJson(exact ?? new TextDecoder('utf-8').decode(body));
    return { value, isReplaced: exact === undefined };
  } catch {
    throw malformed('The body is no JSON.');
  }
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function malformed(problem: string): RequestBodyInvalidError {
  return new RequestBodyInvalidError('body_malformed', problem);
}
