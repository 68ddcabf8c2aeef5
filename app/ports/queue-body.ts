/** Bodies of queue messages: JSON, compressed where its size would be billed twice or refused. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { QueueBody } from './queues.ts';

/** SQS bills per 64 KB and accepts 1 MiB. A rejected event of 900 KB grows when it is quoted inside JSON. */
const squeezeAbove = 60_000;

/** A queue message that is not JSON written by this stack. */
export class QueueBodyInvalidError extends Error {
  readonly code = 'queue_body_invalid';
  constructor(received: string) {
    super(`A queue message is not a JSON object but ${received}. Inspect it in the dead-letter queue.`);
    this.name = 'QueueBodyInvalidError';
  }
}

export function encodeBody(body: QueueBody): string {
  const text = JSON.stringify(body).replace(/[\ufffe\uffff]/g, escapeCharacter);
  if (text.length <= squeezeAbove) return text;
  return JSON.stringify({ gzip: gzipSync(text).toString('base64') });
}

/** The inverse of encodeBody. Throws QueueBodyInvalidError. The caller validates the content. */
export function decodeBody(text: string): Readonly<Record<string, unknown>> {
  const outer = parseObject(text);
  const packed = outer['gzip'];
  if (typeof packed !== 'string' || Object.keys(outer).length > 1) return outer;
  try {
    return parseObject(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
  } catch {
    throw new QueueBodyInvalidError('damaged gzip data');
  }
}

/** SQS accepts only the characters of XML. Of the others, JSON escapes all but these two. */
function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new QueueBodyInvalidError(`text of ${text.length} characters that is not JSON`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new QueueBodyInvalidError(Array.isArray(value) ? 'a list' : typeof value);
}
