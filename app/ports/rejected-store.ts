/** Touchpoints that were rejected, kept to be replayed. */
import type { RejectionCode } from './rejection-codes.ts';

export interface RejectedTouchpoint {
  readonly kind: 'RejectedTouchpoint';
  /** Id of the event (of a member `<id>:<index>`), or of its message if it has none. A redelivery has the same id. */
  readonly id: string;
  readonly code: RejectionCode;
  readonly problem: string;
  readonly remedy: string;
  /** Epoch ms: `time` of the event, or when its message was sent. */
  readonly receivedAt: number;
  /** The event exactly as it was received. */
  readonly event: string;
  /** Set for a quarantined event, which is stored apart, by its name. */
  readonly eventName?: string;
  /** Id of the contract that it broke. */
  readonly contract?: string;
}

export interface RejectedStore {
  put(rejected: RejectedTouchpoint): Promise<void>;
  /** Newest first. */
  list(cursor: string | undefined): Promise<{ keys: readonly string[]; cursor?: string }>;
  /** Quarantined events, oldest first. */
  listQuarantined(cursor: string | undefined): Promise<{ keys: readonly string[]; cursor?: string }>;
  /**
   * Reads a key without a call: when the event was received (epoch ms), and the code; of a quarantined event also its name.
   * Undefined for other keys.
   */
  readKey(
    key: string,
  ): { readonly receivedAt: number; readonly code: string; readonly eventName?: string } | undefined;
  /** Throws RejectedTouchpointUnreadableError when no rejected touchpoint is stored under the key. */
  get(key: string): Promise<RejectedTouchpoint>;
  remove(key: string): Promise<void>;
}
