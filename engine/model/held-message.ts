/** Messages that wait in the profile, and those that went out lately: what the contact policy decides on. */

import type { JsonObject } from '../base/json.ts';
import type { Channel } from './channels.ts';
import type { MessageClass } from './effects.ts';
import type { HoldReason } from './reason-codes.ts';

/** Everything needed to judge and make the message later. */
export interface HeldMessage {
  /** Of the message, should it be sent: given when it was first wanted. */
  readonly id: string;
  /** `rule:x`, `journey:y`, `campaign:z`. */
  readonly origin: string;
  readonly template: string;
  /** Touchpoint or wake that caused it. */
  readonly cause: string;
  /** When it was first wanted (epoch ms). */
  readonly wantedAt: number;
  readonly reason: HoldReason;
  /** It has been through a collection window: not collected again. */
  readonly isCollected?: true;
  /** Judged again then (epoch ms). */
  readonly until: number;
  /** Dropped when it would have to wait beyond (epoch ms). */
  readonly deadline: number;
  /** Dropped as `expired` after (epoch ms). */
  readonly expiresAt?: number;
  readonly priority: number;
  readonly score: number;
  readonly ifCapped: 'skip' | 'wait';
  /** What the policy says when absent. */
  readonly ifQuiet?: 'hold' | 'drop';
  readonly to?: string;
  /** Instance of a journey that stands on the send step until this is settled. */
  readonly instanceId?: string;
  /** Values of the event that the template needs: `{ properties: { total: 12 } }`. */
  readonly event?: JsonObject;
}

/** A message handed to its channel: when (epoch ms), where, what. Oldest first; kept as long as a cap may ask. */
export type ContactEntry = readonly [at: number, channel: Channel, messageClass: MessageClass, topic: string];
