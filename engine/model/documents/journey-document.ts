/** Journeys: graphs of named steps that a person passes through over time. */

import type { HeaderValue, SecretReference } from '../secret-reference.ts';
import type { SenderOptions } from '../sender-address.ts';
import type { Condition } from './condition.ts';
import type {
  AudienceSchedule,
  Conversion,
  DocumentBase,
  Duration,
  MessageOptions,
  Pattern,
  ValueExpression,
  Weekday,
} from './document-base.ts';

export interface JourneyDocument extends DocumentBase, SenderOptions {
  readonly kind: 'journey';
  readonly trigger: JourneyTrigger;
  /** Evaluated when the trigger happens. */
  readonly condition?: Condition;
  /** Path into the triggering event (`event.properties.cart_id`): one instance per value. */
  readonly key?: string;
  /** With the account as key: only the first person of each account enters. See engine/journeys/account-claim.ts. */
  readonly oncePer?: 'account';
  /** Absent: a person enters once in a lifetime (per key). Counted across versions. */
  readonly reentry?: Reentry;
  /** Instances at once per person, one per key: 1 to 16, 8 when absent. */
  readonly concurrency?: number;
  /** Any of these removes the person at once, at any step. */
  readonly exitOn?: readonly JourneyEvent[];
  /** Reached: the person leaves at once, counted as converted. */
  readonly goal?: JourneyEvent;
  /** What its messages are for, also after the person left; the policy's when absent. */
  readonly conversion?: Conversion;
  /** Of its messages, when several compete: 0 to 1000, 0 when absent. */
  readonly priority?: number;
  /** ISO moment: no one enters from then on. */
  readonly stopAt?: string;
  /** What those inside do at `stopAt`. `finish` when absent. */
  readonly whenStopped?: 'finish' | 'leave';
  /** Waits that became due while the journey was paused, on resume. `run` when absent; `drop`: those people leave. */
  readonly whenResumed?: 'run' | 'drop';
  readonly start: string;
  readonly steps: Readonly<Record<string, JourneyStep>>;
  /**
   * Moves all people inside to this version: step of an earlier version → step of this one, null = leaves. Steps that
   * are in both need no mention. Absent: people finish the version they entered.
   */
  readonly stepMap?: Readonly<Record<string, string | null>>;
}

/** The part of a journey that people inside keep when it is edited. */
export type JourneyGraph = Pick<JourneyDocument, 'start' | 'steps' | 'key' | 'exitOn' | 'goal'>;

export type JourneyTrigger =
  | { readonly event: string | readonly string[]; readonly source?: string }
  | { readonly segment: string; readonly on: 'entered' | 'left' }
  /** All people in a segment, at set times. */
  | { readonly schedule: AudienceSchedule; readonly audience: { readonly segment: string } }
  /** The touchpoint `Enter Journey` with `properties.journey` naming this one, from any system. */
  | { readonly api: true };

export interface Reentry {
  /** Entries in all, per person and key; unlimited when absent. */
  readonly limit?: number;
  /** Minimum time from one entry to the next. */
  readonly interval?: Duration;
}

/** Something that happens: an event, or a change of a segment. */
export type JourneyEvent =
  | {
      readonly event: string | readonly string[];
      readonly source?: string;
      /** Pattern on the touchpoint. */
      readonly where?: Pattern;
      /** Path whose value must equal the instance's key; the journey's own `key` when absent, false = any. */
      readonly key?: string | false;
    }
  | { readonly segment: string; readonly on: 'entered' | 'left' };

export type JourneyStep =
  | SendStep
  | UpdateStep
  | EmitStep
  | WebhookStep
  | EnterStep
  | EndStep
  | WaitStep
  | WaitForStep
  | BranchStep
  | SplitStep
  | HoldoutStep;

export interface SendStep extends MessageOptions {
  readonly type: 'send';
  /** Template id. */
  readonly template: string;
  readonly next: string;
}

export interface UpdateStep {
  readonly type: 'update';
  readonly traits: Readonly<Record<string, ValueExpression>>;
  readonly next: string;
}

export interface EmitStep {
  readonly type: 'emit';
  readonly event: string;
  readonly properties?: Readonly<Record<string, ValueExpression>>;
  readonly next: string;
}

export interface WebhookStep {
  readonly type: 'webhook';
  readonly url: string;
  readonly method?: 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  readonly sign?: Pick<SecretReference, 'secret'>;
  readonly body?: Readonly<Record<string, ValueExpression>>;
  readonly next: string;
}

/** Enters another journey and continues in this one. */
export interface EnterStep {
  readonly type: 'enter';
  readonly journey: string;
  /** Become `event.properties` there. */
  readonly properties?: Readonly<Record<string, ValueExpression>>;
  readonly next: string;
}

export interface EndStep {
  readonly type: 'end';
  /** For statistics and people: a slug. */
  readonly reason?: string;
}

/** Exactly one of `for`, `until`, `untilDate`, `untilTime`. */
export type WaitStep = { readonly type: 'wait'; readonly next: string } & WaitForm;

export type WaitForm =
  | { readonly for: Duration }
  /** ISO moment; without an offset it is local time in `timeZone`. */
  | { readonly until: string; readonly timeZone?: ZoneChoice }
  | {
      /** A date of the person: `profile.traits.renewal_date`, minus or plus a duration. */
      readonly untilDate: {
        readonly from: string;
        readonly minus?: Duration;
        readonly plus?: Duration;
        /** Local time of that day; the moment itself when absent. */
        readonly time?: string;
      };
      readonly timeZone?: ZoneChoice;
      /** Where to go when the person has no such date; `next` when absent. */
      readonly otherwise?: string;
    }
  | {
      /** The next time it is `09:00`, on one of the weekdays if any are given. */
      readonly untilTime: string;
      readonly weekdays?: readonly Weekday[];
      readonly timeZone?: ZoneChoice;
    };

/** `recipient` (default): the person's own zone, found as the policy says; else an IANA name. */
export type ZoneChoice = string;

/** The first branch that matches wins; one that holds on arrival (segment membership) is taken at once. */
export interface WaitForStep {
  readonly type: 'waitFor';
  readonly branches: readonly (JourneyEvent & { readonly next: string })[];
  readonly timeout: { readonly after: Duration; readonly next: string };
}

/** The first condition that holds wins. `event` leaves read the event that caused the journey entry. */
export interface BranchStep {
  readonly type: 'branch';
  readonly branches: readonly { readonly condition: Condition; readonly next: string }[];
  readonly default: string;
}

/** Percentages add up to 100; a person always takes the same path of one split. */
export interface SplitStep {
  readonly type: 'split';
  readonly paths: readonly { readonly percent: number; readonly next: string }[];
}

/** A stable share of people leaves here with reason `holdout`. */
export interface HoldoutStep {
  readonly type: 'holdout';
  /** 0 to 100, more than 0. */
  readonly percent: number;
  readonly next: string;
}
