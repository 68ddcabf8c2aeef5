/** Reads JSON for messages by HTTP, through the same wall as webhooks. */
import { type ContentReader, ContentUnavailableError } from '../../app/ports/content-reader.ts';
import type { Json } from '../../engine/base/json.ts';
import { type ResolveName, resolveName } from './forbidden-address.ts';
import { AnswerTooLargeError, HostForbiddenError, readGuarded } from './guarded-request.ts';
import { readRetryAfter } from './retry-after.ts';

/** Bytes of an answer. */
export const largestContent = 65_536;

export interface HttpContentSettings {
  /** In Lambda the machine itself is forbidden: it serves the runtime API. */
  readonly isOwnMachineForbidden?: boolean;
  readonly resolve?: ResolveName;
}

export function createHttpContentReader({
  isOwnMachineForbidden = false,
  resolve = resolveName,
}: HttpContentSettings = {}): ContentReader {
  return {
    async read(url, timeLimit) {
      const headers = new Headers({ accept: 'application/json', 'user-agent': 'Percorso' });
      const call = { url, headers, timeLimit, isOwnForbidden: isOwnMachineForbidden, resolve };
      const answer = await readGuarded(call, largestContent).catch((error: unknown) => {
        throw describeFailure(error);
      });
      const { status, body, headers: answered } = answer;
      if (status < 200 || status > 299) {
        const retryAfter = readRetryAfter(answered, Date.now());
        throw new ContentUnavailableError(`http_${status}`, isPassing(status), retryAfter);
      }
      try {
        return JSON.parse(body.replace(/^\ufeff/, '')) as Json;
      } catch {
        throw new ContentUnavailableError('not_json', false);
      }
    },
  };
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function describeFailure(error: unknown): ContentUnavailableError {
  if (error instanceof HostForbiddenError || error instanceof AnswerTooLargeError)
    return new ContentUnavailableError(error.code, false);
  if (!(error instanceof Error)) return new ContentUnavailableError('connection_failed', true);
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
  const reason = 'code' in error ? String(error.code).toLowerCase() : 'connection_failed';
  return new ContentUnavailableError(isLate ? 'timed_out' : reason, true);
}
