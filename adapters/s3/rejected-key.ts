/** Keys of rejected touchpoints: `rejected/2026/11/22/<id>.json`, by the day they came. */
import type { RejectedTouchpoint } from '../ports.ts';

export const rejectedPrefix = 'rejected/';

/** The same for every delivery of the same rejection, so that a repeat overwrites itself. */
export function makeRejectedKey({ id, receivedAt }: Pick<RejectedTouchpoint, 'id' | 'receivedAt'>): string {
  const day = new Date(receivedAt).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${rejectedPrefix}${day}/${encodeURIComponent(id)}.json`;
}

/** What is stored under the key is no rejected touchpoint of ours. */
export class RejectedTouchpointUnreadableError extends Error {
  readonly code = 'rejected_touchpoint_unreadable';
  readonly key: string;
  constructor(key: string) {
    super(`${key} holds no rejected touchpoint. Only keys that the listing shows can be read.`);
    this.name = 'RejectedTouchpointUnreadableError';
    this.key = key;
  }
}

export function parseRejected(key: string, text: string | undefined): RejectedTouchpoint {
  try {
    const value: unknown = JSON.parse(text ?? '');
    const isRejected =
      typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'RejectedTouchpoint';
    if (isRejected) return value as unknown as RejectedTouchpoint;
  } catch {
    // Told below, with the key instead of the parser's quotation of the data.
  }
  throw new RejectedTouchpointUnreadableError(key);
}
