/** A message that somebody wants sent: what the contact policy is asked about. */

import type { ParsedDuration } from '../time/duration.ts';
import type { EventView } from '../turn/initiator.ts';

export interface MessageIntent {
  /** Of the message, should it be sent. */
  readonly id: string;
  readonly template: string;
  readonly to?: string;
  /** Not sent after (epoch ms). */
  readonly expiresAt?: number;
  /** 0 to 1000. */
  readonly priority: number;
  readonly score: number;
  readonly ifCapped: 'skip' | 'wait';
  readonly ifQuiet?: 'hold' | 'drop';
  /** The policy's when absent. */
  readonly maxHold?: ParsedDuration;
  /** Not before this moment (epoch ms): a campaign at a local time. */
  readonly notBefore?: number;
  readonly event: EventView | undefined;
}

/** `held`: it waits in the profile, and is judged again later. */
export type MessageResult = 'sent' | 'held' | 'dropped';
