/** What a queue message holds: JSON, squeezed where its size would be billed twice or not be taken at all. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { QueueBody } from './ports.ts';

/** SQS bills 64 KB pieces and takes 1 MiB; a refused event of 900 KB grows when quoted inside JSON. */
const squeezeAbove = 60_000;

/** A queue message that is not JSON of ours. */
export class QueueBodyInvalidError extends Error {
  readonly code = 'queue_body_invalid';
  constructor(received: string) {
    super(`A queue message is not a JSON object but ${received}. Look at it in the dead-letter queue.`);
    this.name = 'QueueBodyInvalidError';
  }
}

export function encodeBody(body: QueueBody): string {
  const text = JSON.stringify(body).replace(/[\ufffe\uffff]/g, escapeCharacter);
  if (text.length <= squeezeAbove) return text;
  return JSON.stringify({ gzip: gzipSync(text).toString('base64') });
}

/** The inverse, for whoever reads a queue of ours. Throws QueueBodyInvalidError; what it holds is the caller's to check. */
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

/** SQS takes the characters of XML only: of those it lacks, JSON escapes all but these two. */
function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new QueueBodyInvalidError(`text of ${text.length} characters that is no JSON`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new QueueBodyInvalidError(Array.isArray(value) ? 'a list' : typeof value);
}
