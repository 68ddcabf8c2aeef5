/** The event bus. */
import type { EmitEvent } from '../../engine/model/effects.ts';

export interface EventBus {
  /** Up to 10 events in one call. Returns those that the bus did not accept. */
  put(events: readonly EmitEvent[]): Promise<readonly EmitEvent[]>;
}
