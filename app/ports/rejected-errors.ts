/** Errors of stores of rejected touchpoints. */

/** No rejected touchpoint is stored under the key. */
export class RejectedTouchpointUnreadableError extends Error {
  readonly code = 'rejected_touchpoint_unreadable';
  readonly key: string;
  constructor(key: string) {
    super(`${key} is not a rejected touchpoint. Use a key from the listing.`);
    this.name = 'RejectedTouchpointUnreadableError';
    this.key = key;
  }
}
