/** Puts touchpoints of other systems on the bus. */
import type { JsonObject } from '../../engine/base/json.ts';

/** One event in the form of PutEvents. */
export interface SentTouchpoint {
  readonly source: string;
  readonly name: string;
  readonly detail: JsonObject;
  /** Epoch ms, for an event that arrived earlier. Default: the time of the call. */
  readonly receivedAt?: number;
}

export interface RefusedTouchpoint {
  readonly touchpoint: SentTouchpoint;
  /** EventBridge's error code: `ThrottlingException`, `MalformedDetail`, ... */
  readonly code: string;
  readonly message: string;
}

export interface TouchpointSender {
  /** Up to 10 in one call, of at most 1 MB together. Returns those that the bus did not accept, and why. */
  send(touchpoints: readonly SentTouchpoint[]): Promise<readonly RefusedTouchpoint[]>;
  close(): void;
}
