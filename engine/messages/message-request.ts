/** A message that somebody wants sent, now or since it was held: what is judged. */

import type { CompiledTemplateHeader } from '../compile/program.ts';
import type { HoldReason, ReasonCode } from '../model/reason-codes.ts';
import { addInitiatorTrace, type Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import type { MessageIntent } from './message-intent.ts';

export interface MessageRequest {
  readonly initiator: Initiator;
  readonly template: CompiledTemplateHeader;
  readonly intent: MessageIntent;
  /** Touchpoint or wake that caused it. */
  readonly cause: string;
  /** When it was first wanted (epoch ms). */
  readonly wantedAt: number;
  /** It may not wait beyond (epoch ms). */
  readonly deadline: number;
  readonly isCollected: boolean;
  /** It has been in the profile's list: traces name the message, so that its story can be followed. */
  readonly wasHeld: boolean;
}

export type PolicyResult =
  | { readonly kind: 'send'; readonly to: string }
  | { readonly kind: 'hold'; readonly reason: HoldReason; readonly until: number }
  | { readonly kind: 'drop'; readonly reason: ReasonCode };

/** Who comes first when not all can go. */
export interface Rank {
  readonly priority: number;
  readonly score: number;
}

/** By priority, then score. Below zero: `left` goes first; the older one, where both are equal, is the caller's affair. */
export function compareRank(left: Rank, right: Rank): number {
  return right.priority - left.priority || right.score - left.score;
}

/** The one trace of a judgement. */
export function traceRequest(turn: Turn, wish: MessageRequest, reason: ReasonCode, note?: string): void {
  const { header } = wish.template;
  addInitiatorTrace(turn, wish.initiator, 'send', reason, {
    channel: header.channel,
    note: note === undefined ? header.id : `${header.id}: ${note}`,
    ...(reason === 'sent_to_channel' || wish.wasHeld ? { effectId: wish.intent.id } : {}),
  });
}
