/** Why a person got something, did not, or is where they are: as data. All moments are epoch milliseconds. */
import type { DocumentKind } from '../../engine/model/documents/documents.ts';
import type { HeldMessage } from '../../engine/model/held-message.ts';
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { TimelineEntry, Trace } from '../../engine/model/timeline-entry.ts';
import type { Membership } from '../../engine/segments/membership.ts';
import type { HeldRun } from '../inspect/campaigns/held-runs.ts';
import type { InspectedAddress } from '../inspect/inspect-addresses.ts';
import type { LedgerMessage } from '../ports/message-ledger.ts';

export interface Explanation {
  readonly profileId: string;
  /** What the caller asked about; absent for the person as a whole. */
  readonly about?: string;
  /** Operator pauses that concern the answer. */
  readonly pauses: readonly OperatorPause[];
  /** Journeys that are paused by their documents, and that are asked about or have a held message of the person. */
  readonly pausedJourneys: readonly string[];
  readonly answer: Answer;
  /** What holds messages to the person's addresses back now, whichever profile caused it. */
  readonly addresses: readonly InspectedAddress[];
  /** Kinds under which the same bare name has an answer, too. */
  readonly others: readonly AboutKind[];
  /** The timeline was read back to here; what happened before is not known. */
  readonly readsFrom?: number;
  readonly journeys: Profile['journeys'];
  readonly held: Profile['held'];
}

/** What can be asked about, in the order in which a bare name is looked for. The others decide nothing about a person. */
const isAnswered = {
  template: true,
  journey: true,
  campaign: true,
  rule: true,
  segment: true,
  trait: false,
  policy: false,
  purpose: false,
  topic: false,
  block: false,
  event: false,
  link: false,
  query: false,
} as const satisfies Readonly<Record<DocumentKind, boolean>>;

export type AboutKind = {
  [Kind in DocumentKind]: (typeof isAnswered)[Kind] extends true ? Kind : never;
}[DocumentKind];

export const aboutKinds = (Object.keys(isAnswered) as DocumentKind[]).filter(
  (kind): kind is AboutKind => isAnswered[kind],
);

export interface OperatorPause {
  /** `rule/welcome`, `sending`, ... */
  readonly label: string;
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

export type Answer =
  | ({ readonly kind: 'person' } & PersonState)
  | { readonly kind: 'messages'; readonly messages: readonly MessageStory[] }
  | ({ readonly kind: 'origin' } & OriginStory)
  | { readonly kind: 'absence'; readonly absences: readonly Absence[] };

/** One decision, and the event that it was made at. */
export interface Evidence {
  readonly cause: Pick<TimelineEntry, 'touchpointId' | 'name' | 'source' | 'occurredAt' | 'receivedAt'>;
  readonly trace: Trace;
  /** What the sender and the provider did with the message of the last decision on it. */
  readonly message?: LedgerMessage;
}

/**
 * `accepted`: decided, and not yet claimed by the sender, or its record has expired. `sent`: handed to the provider;
 * `message.outcomes` says what came of it.
 */
export type MessageState = 'accepted' | 'sending' | 'sent' | 'held' | 'refused' | 'unknown';

/** One message: all decisions on it, oldest first. */
export interface MessageStory {
  readonly id?: string;
  readonly template?: string;
  readonly origin: string;
  readonly state: MessageState;
  /** Why it is held, was refused, or its sending is in doubt. */
  readonly reason?: string;
  /** Of a held message: when it is evaluated again. */
  readonly heldUntil?: number;
  /** Of a held message: its journey is paused. */
  readonly isPaused?: true;
  /** Empty when the decision is not in the part of the timeline that was read. */
  readonly evidence: readonly Evidence[];
  readonly message?: LedgerMessage;
}

/** What a rule, journey, campaign or segment did with the person. */
export interface OriginStory {
  readonly origin: string;
  readonly heldRuns: readonly HeldRun[];
  readonly positions: readonly PositionState[];
  readonly heldMessages: readonly HeldState[];
  /** Of a segment: null when the person is not in it now. */
  readonly membership?: Membership | null;
  /** Of a journey that the person is not in: how the last passage ended, or why it did not begin. */
  readonly lastMove?: Evidence;
  readonly evidence: readonly Evidence[];
}

/** A message that waits in the profile. `isPaused`: it waits until its journey is live again, whatever held it before. */
export interface HeldState extends HeldMessage {
  readonly isPaused?: true;
}

export interface PositionState extends JourneyPosition {
  /** The next moment is in the past: the step is due. */
  readonly isDue: boolean;
  /** What a waitFor waits for. */
  readonly waitsFor: readonly WaitedFor[];
}

export type WaitedFor =
  | { readonly events: readonly string[] }
  | { readonly segment: string; readonly on: 'entered' | 'left' };

export interface PersonState {
  /** False: the profile is not stored (any more). */
  readonly isStored: boolean;
  readonly positions: readonly PositionState[];
  readonly heldMessages: readonly HeldState[];
  readonly suppressions: Profile['suppressions'];
  readonly consents: Profile['consents'];
  readonly segments: readonly (Membership & { readonly segment: string })[];
  /** The newest decisions on messages, newest first. */
  readonly latest: readonly Evidence[];
}

/** Something in the program that never did anything for the person. */
export interface Absence {
  readonly kind: AboutKind;
  readonly id: string;
  /** Of a journey or campaign that is not live. */
  readonly closed?: string;
  readonly heldRuns: readonly HeldRun[];
  readonly trigger?: AbsentTrigger;
  /** Of a segment that counts only from its publication on. */
  readonly isIncomplete?: true;
  /** Of a template: what would send it. */
  readonly senders?: readonly AbsentSender[];
}

export type AbsentTrigger =
  | {
      readonly kind: 'event';
      readonly events: readonly string[];
      readonly source?: string;
      /** The last such event in the timeline. */
      readonly last?: { readonly at: number; readonly isTooOld: boolean };
      readonly hasCondition: boolean;
    }
  | {
      /** `membership`: when a segment is entered or left; `schedule` and `audience`: for the people in it. */
      readonly kind: 'membership' | 'schedule' | 'audience';
      readonly segment: string;
      readonly on?: 'entered' | 'left';
      /** Absent when the person is not in the segment. */
      readonly membership?: Membership;
      readonly isIncomplete: boolean;
    };

export interface AbsentSender {
  readonly kind: AboutKind;
  readonly id: string;
  /** The person is in this journey now. */
  readonly isInside: boolean;
  /** Absent when the person is in it. */
  readonly absence?: Absence;
}
