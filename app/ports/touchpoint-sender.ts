/** Puts touchpoints of other systems on the bus. */
import type { JsonObject } from '../../engine/base/json.ts';

/** One event as PutEvents takes it. */
export interface SentTouchpoint {
  readonly source: string;
  readonly name: string;
  readonly detail: JsonObject;
  /** Epoch ms, for an event that arrived before; when it is put, if left out. */
  readonly receivedAt?: number;
}

export interface RefusedTouchpoint {
  readonly touchpoint: SentTouchpoint;
  /** EventBridge's own words: `ThrottlingException`, `MalformedDetail`, ... */
  readonly code: string;
  readonly message: string;
}

export interface TouchpointSender {
  /** Up to 10 in one call, of at most 1 MB together. Returns those the bus did not take, and why. */
  send(touchpoints: readonly SentTouchpoint[]): Promise<readonly RefusedTouchpoint[]>;
  close(): void;
}
