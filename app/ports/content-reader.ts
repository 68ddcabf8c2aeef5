/** Reads JSON from other systems for messages. */
import type { Json } from '../../engine/base/json.ts';

/** `isTemporary`: another attempt may succeed. */
export class ContentUnavailableError extends Error {
  readonly code = 'content_unavailable';
  /** `http_500`, `timed_out`, `not_json`, `not_a_map`, `too_large`, `host_forbidden`, ... */
  readonly reason: string;
  readonly isTemporary: boolean;
  constructor(reason: string, isTemporary: boolean) {
    super(`Content for a message cannot be read: ${reason}. Look at the host that serves it.`);
    this.name = 'ContentUnavailableError';
    this.reason = reason;
    this.isTemporary = isTemporary;
  }
}

export interface ContentReader {
  /** One GET. `timeLimit` in ms. Throws ContentUnavailableError. */
  read(url: URL, timeLimit: number): Promise<Json>;
}
