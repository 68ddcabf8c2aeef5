/** A message as it is requested, now or since it was held: what the contact policy evaluates. */

import { omitAbsent } from '../base/omit-absent.ts';
import type { SendMessage } from '../model/effects.ts';
import type { MessageTerms } from '../model/held-message.ts';
import { type HoldReason, isHoldReason, type ReasonCode } from '../model/reason-codes.ts';
import type { MessageLimit } from '../model/timeline-entry.ts';
import type { CompiledTemplate } from '../turn/definitions.ts';
import { addInitiatorTrace, type Initiator } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';

export interface MessageRequest extends MessageTerms {
  /** Requests it; the template reads its event. */
  readonly initiator: Initiator;
  readonly template: CompiledTemplate;
  /** Not sent before (epoch ms): a campaign at a local time. */
  readonly notBefore?: number;
  /** It has passed a collection window. */
  readonly isCollected: boolean;
  /** The message asks for the confirmation of these consents: no cap counts it. */
  readonly confirms?: SendMessage['confirms'];
  /** It has been in the profile's list: traces name the message, so that it can be followed. */
  readonly wasHeld: boolean;
}

/** It may go to these addresses: one, or of push several. */
export interface AllowedMessage extends Pick<SendMessage, 'to' | 'devices' | 'alternatives'> {
  readonly kind: 'send';
  /** What excludes the addresses before `to`. */
  readonly note?: string;
}

export type PolicyResult =
  | AllowedMessage
  | {
      readonly kind: 'hold';
      readonly reason: HoldReason;
      readonly until: number;
      readonly limit: MessageLimit;
    }
  | { readonly kind: 'drop'; readonly reason: ReasonCode; readonly limit?: MessageLimit };

/** `held`: it waits in the profile, and is evaluated again later. */
export type MessageResult = 'sent' | 'held' | 'dropped';

/** The order of messages when not all can be sent. */
export type Rank = Pick<MessageTerms, 'priority' | 'score'>;

/** By priority, then score. Below zero: `left` is first. If both are equal, the caller decides, for example by age. */
export function compareRank(left: Rank, right: Rank): number {
  return right.priority - left.priority || right.score - left.score;
}

/** The one trace of an evaluation. `until` of Infinity = for ever: the trace has none. */
export function traceRequest(
  turn: Turn,
  { id, initiator, template: { header }, wasHeld }: MessageRequest,
  reason: ReasonCode,
  note?: string,
  { until = Number.POSITIVE_INFINITY, cap }: MessageLimit = {},
): void {
  addInitiatorTrace(turn, initiator, 'send', reason, {
    channel: header.channel,
    note: note === undefined ? header.id : `${header.id}: ${note}`,
    ...omitAbsent({
      effectId: reason === 'sent_to_channel' || wasHeld ? id : undefined,
      until: until === Number.POSITIVE_INFINITY ? undefined : until,
      cap,
      touch:
        reason === 'sent_to_channel' || isHoldReason(reason)
          ? undefined
          : omitAbsent({ template: header.id, variant: initiator.findVariant?.() }),
    }),
  });
}
