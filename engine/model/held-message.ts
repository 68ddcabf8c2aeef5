/** Messages that wait in the profile, and those sent recently: the input of the contact policy. */

import type { JsonObject } from '../base/json.ts';
import type { Channel } from './channels.ts';
import type { MessageClass } from './effects.ts';
import type { HoldReason } from './reason-codes.ts';
import type { SenderOptions } from './sender-address.ts';

/** The options of a message: the same while it is requested and while it is held. */
export interface MessageTerms extends SenderOptions {
  /** The message's id if it is sent; assigned when it was first requested. */
  readonly id: string;
  /** Touchpoint or wake that caused it. */
  readonly cause: string;
  /** When it was first requested (epoch ms). */
  readonly requestedAt: number;
  /** The message is dropped when it would have to wait longer (epoch ms). */
  readonly deadline: number;
  /** The message is dropped as `expired` after this moment (epoch ms). */
  readonly expiresAt?: number;
  /** 0 to 1000. */
  readonly priority: number;
  readonly score: number;
  readonly ifCapped: 'skip' | 'wait';
  /** The policy's setting when absent. */
  readonly ifQuiet?: 'hold' | 'drop';
  /** Address; the person's own for the template's channel when absent. */
  readonly to?: string;
}

/** Everything needed to evaluate and make the message later. */
export interface HeldMessage extends MessageTerms {
  /** `rule:x`, `journey:y`, `campaign:z`. */
  readonly origin: string;
  /** Template id. */
  readonly template: string;
  readonly reason: HoldReason;
  /** It has passed a collection window and is not collected again. */
  readonly isCollected?: true;
  /** When it is evaluated again (epoch ms). */
  readonly until: number;
  /** Instance of a journey that waits at the send step until this is settled. */
  readonly instanceId?: string;
  /** Values of the event that the template needs: `{ properties: { total: 12 } }`. */
  readonly event?: JsonObject;
}

/** A message given to its channel: when (epoch ms), where, what. Oldest first; kept as long as a cap may count it. */
export type ContactEntry = readonly [at: number, channel: Channel, messageClass: MessageClass, topic: string];
