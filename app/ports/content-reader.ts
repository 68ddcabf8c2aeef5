/** Reads JSON from other systems for messages. */
import type { Json } from '../../engine/base/json.ts';

/** `isTemporary`: another attempt may succeed. */
export class ContentUnavailableError extends Error {
  readonly code = 'content_unavailable';
  /** `http_500`, `timed_out`, `not_json`, `not_a_map`, `too_deep`, `key_forbidden`, `too_large`, `host_forbidden`, ... */
  readonly reason: string;
  readonly isTemporary: boolean;
  /** Seconds after which the host asks to be called again. */
  readonly retryAfter: number | undefined;
  constructor(reason: string, isTemporary: boolean, retryAfter?: number) {
    super(`Content for a message cannot be read: ${reason}. Look at the host that serves it.`);
    this.name = 'ContentUnavailableError';
    this.reason = reason;
    this.isTemporary = isTemporary;
    this.retryAfter = retryAfter;
  }
}

export interface ContentReader {
  /** One GET. `timeLimit` in ms. Throws ContentUnavailableError. */
  read(url: URL, timeLimit: number): Promise<Json>;
}
