/**
 * What one decision knows of the person's accounts. The profile carries it while it is decided, and it is never stored:
 * its code is loaded only for people who have accounts.
 */
import type { Json, JsonObject } from '../base/json.ts';
import type { Trace } from './timeline-entry.ts';
import type { Touchpoint } from './touchpoint.ts';

/** Traits that a touchpoint states of an account, and when (epoch ms). */
export interface AccountStatement {
  readonly account: string;
  readonly traits: JsonObject;
  readonly at: number;
}

/** Account id → when the person joined it (epoch ms), or negative: when the person left it. The latest statement counts. */
export type Memberships = Readonly<Record<string, number>>;

/** The part of a profile that has accounts. */
export interface AccountHolder {
  readonly accounts?: Memberships;
  readonly accountView?: AccountView;
}

/** What an `account` condition is evaluated for. */
export interface AccountSituation {
  readonly profile: AccountHolder;
  readonly touchpoint?: Pick<Touchpoint, 'context'> | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** The part of a turn that a statement about an account changes. */
export interface AccountTurn {
  readonly profile: { accounts?: Memberships; accountView?: AccountView };
  readonly touchpoint: Touchpoint | undefined;
  /** Epoch ms. */
  readonly at: number;
  readonly traces: Trace[];
  /** The touchpoint states no membership: a stranger names a person who has a user id. */
  readonly isUntrusted?: boolean;
}

/** A compiled pattern on `{ id, <trait>: ... }`. */
export interface AccountPattern {
  matches(account: unknown, now: number): boolean;
  changesAt(account: unknown, now: number): number | undefined;
}

export interface AccountView {
  /** The account that the event names, else any account of the person. */
  holds(pattern: AccountPattern, situation: AccountSituation): boolean;
  /** A moment after `now` (epoch ms) before which time alone does not change the answer. */
  changesAt(pattern: AccountPattern, situation: AccountSituation): number | undefined;
  /** `['plan']` of the account that the event names, else of the person's only account; undefined when there is none. */
  read(
    holder: AccountHolder,
    event: Partial<Pick<Touchpoint, 'context'>> | undefined,
    path: readonly string[],
  ): Json | undefined;
  /** Applies what the turn's touchpoint states: the profile gets its memberships, and a view with the account's traits. */
  state(turn: AccountTurn): void;
  /** Made by this decision: to store before the profile. Storing them again changes nothing. */
  readonly statements: readonly AccountStatement[];
  /** Accounts that are needed and not known: the decision is invalid. */
  readonly missing: ReadonlySet<string>;
}
