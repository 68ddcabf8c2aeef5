/** What people reply: answers to it, the provider's opt-out list, and what an operator reads. */
import type { Channel } from '../../engine/model/channels.ts';
import type { ProviderAnswer } from './providers.ts';

/** One text to one number, from the number that it wrote to. */
export interface Answer {
  /** E.164. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface AnswerSender {
  /** One provider call, without retries. Throws when the outcome is unknown. */
  send(answer: Answer): Promise<ProviderAnswer>;
}

/** Numbers that the provider sends nothing to. */
export interface OptOutList {
  /** Idempotent. */
  add(address: string): Promise<void>;
  /** `kept`: the provider allows that only every 30 days. Idempotent. */
  remove(address: string): Promise<'removed' | 'kept'>;
  /** One page of the whole list, in no order. Undefined: the provider no longer accepts the cursor. */
  list(cursor: string | undefined): Promise<OptOutPage | undefined>;
}

export interface OptOutPage {
  readonly numbers: readonly {
    /** E.164. */
    readonly address: string;
    /** When it was put on the list (epoch ms). */
    readonly at: number;
  }[];
  readonly cursor?: string;
}

/** A reply that looks like a wish to stop, and does not act. */
export interface DoubtfulReply {
  /** The provider's id. */
  readonly id: string;
  readonly channel: Channel;
  readonly address: string;
  readonly text: string;
  /** Epoch ms. */
  readonly at: number;
  /** Absent: no profile has the address. */
  readonly profileId?: string;
  /** Absent: no person of the team has decided about it. */
  readonly decided?: ReplyDecision;
}

export interface ReplyDecision {
  /** The caller's identity at AWS. */
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface DoubtfulReplies {
  /** Idempotent: a repeat changes nothing, a decision neither. `expiresAt` in epoch seconds. */
  keep(reply: DoubtfulReply, expiresAt: number): Promise<void>;
  /** Newest first. */
  list(
    cursor: string | undefined,
  ): Promise<{ readonly replies: readonly DoubtfulReply[]; readonly cursor?: string }>;
  /** Idempotent: the first decision stays. The reply as it is then; undefined: it is not kept (any more). */
  decide(
    reply: Pick<DoubtfulReply, 'id' | 'at'>,
    decision: ReplyDecision,
  ): Promise<DoubtfulReply | undefined>;
  /** Repeats change nothing. */
  remove(reply: Pick<DoubtfulReply, 'id' | 'at'>): Promise<void>;
}
