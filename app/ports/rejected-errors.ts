/** What a store of rejected touchpoints can refuse. */

/** Nothing is stored under the key, or no rejected touchpoint of ours. */
export class RejectedTouchpointUnreadableError extends Error {
  readonly code = 'rejected_touchpoint_unreadable';
  readonly key: string;
  constructor(key: string) {
    super(`${key} holds no rejected touchpoint. Only keys that the listing shows can be read.`);
    this.name = 'RejectedTouchpointUnreadableError';
    this.key = key;
  }
}
