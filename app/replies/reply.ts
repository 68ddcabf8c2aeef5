/** A reply, and what its use case needs. */
import { DAY } from '../../engine/base/time-units.ts';
import type { ClassifiedReply } from '../../engine/channels/replies/classify-reply.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProviderReceipts } from '../ports/provider-receipts.ts';
import type { AnswerSender, DoubtfulReplies, OptOutList } from '../ports/replies.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

/** Longer than a record can wait on its queue and among its dead letters (ms). */
export const rememberFor = 20 * DAY;

/** A text that a person sent to one of our addresses. */
export interface Reply {
  /** The provider's id: the same when it is delivered again. */
  readonly id: string;
  readonly channel: Channel;
  readonly from: string;
  /** Our own address. */
  readonly to: string;
  readonly text: string;
  /** By the provider's clock (epoch ms). */
  readonly at: number;
  /** The provider's id of our message that it answers. */
  readonly inReplyTo?: string;
  /** What it is if no text: `image`, `location`. */
  readonly media?: string;
}

/** As the reply found its address when it was delivered first. */
export interface FirstSight {
  /** The moment that counts (epoch ms): a provider may deliver a reply again as a new one. */
  readonly at: number;
  /** STOP was in force. */
  readonly wasStopped: boolean;
}

/** A reply as it is processed: `from` and `to` are normalized. */
export interface ReadReply
  extends Reply,
    FirstSight,
    Pick<ClassifiedReply, 'kind' | 'language' | 'looksLikeStop'> {
  /** STOP or START is the latest that the address said. */
  readonly isInForce: boolean;
}

export interface ReplyPeople {
  /** The first is the person who replied; STOP and START are stated to all. */
  readonly profileIds: readonly string[];
  /** Our message that it answers. */
  readonly messageId?: string;
  /** No profile has the number: the reply creates a profile. */
  readonly isNew?: true;
}

/** All dependencies whose calls can fail. */
export interface ReplyPorts {
  readonly addresses: Pick<AddressBook, 'read' | 'keep' | 'claim' | 'readClaim'>;
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly receipts: Pick<ProviderReceipts, 'find'>;
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly events: EventBus;
  readonly doubtful: Pick<DoubtfulReplies, 'keep'>;
  readonly answers: AnswerSender;
  /** Absent: the provider's list is not changed. */
  readonly optOuts?: Pick<OptOutList, 'add' | 'remove'>;
}

export interface ReplyDependencies extends ReplyPorts {
  /** The policy in force; undefined when none is. Throws when it cannot be read. */
  policy(): Promise<PolicyDocument | undefined>;
  /** Of the receipts of our messages: `sms-voice`. */
  readonly provider: string;
  /** The provider answers its required keywords by itself, and keeps its opt-out list. */
  readonly isProviderAnswering: boolean;
  /** Names this attempt: an answer that another attempt may have sent is not sent again. */
  readonly attempt: string;
  readonly telemetry: Telemetry;
  /** Epoch ms. */
  now(): number;
}
