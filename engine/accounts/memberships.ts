/** Which accounts a person belongs to: the latest statement about each account counts. Pure. */
import type { Memberships } from '../model/account-view.ts';
import { maxAccounts } from '../model/limits.ts';

export interface MembershipStatement {
  readonly account: string;
  /** Epoch ms. */
  readonly at: number;
  readonly hasLeft: boolean;
}

/** Of a join and a leave at one moment, the leave counts. The same object when nothing changes. */
export function stateMembership(
  memberships: Memberships,
  { account, at, hasLeft }: MembershipStatement,
): Memberships {
  // The sign is the statement: 1970 and before count as the first moment after it.
  const moment = Math.max(1, at);
  const known = Object.hasOwn(memberships, account) ? memberships[account] : undefined;
  const stated = pickLater(known ?? 0, hasLeft ? -moment : moment);
  return stated === known ? memberships : limit({ ...memberships, [account]: stated });
}

/** Of one person who had two profiles. */
export function uniteMemberships(left: Memberships, right: Memberships): Memberships {
  const united = new Map(Object.entries(left));
  for (const [account, at] of Object.entries(right)) {
    united.set(account, pickLater(united.get(account) ?? 0, at));
  }
  return limit(Object.fromEntries(united));
}

/** The account that was joined last comes first. */
export function listJoined(memberships: Memberships = {}): readonly string[] {
  return sortLatest(Object.entries(memberships).filter(([, at]) => at > 0)).map(([account]) => account);
}

function pickLater(left: number, right: number): number {
  if (Math.abs(left) === Math.abs(right)) return Math.min(left, right);
  return Math.abs(left) > Math.abs(right) ? left : right;
}

/** The latest of those that the person is in, and as many that the person left. */
function limit(memberships: Memberships): Memberships {
  const entries = Object.entries(memberships);
  if (entries.length <= maxAccounts) return memberships;
  const [joined, left] = [entries.filter(([, at]) => at > 0), entries.filter(([, at]) => at < 0)];
  const kept = [joined, left].flatMap((each) => sortLatest(each).slice(0, maxAccounts));
  return kept.length === entries.length ? memberships : Object.fromEntries(kept);
}

function sortLatest(entries: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  return entries.toSorted(([a, left], [b, right]) => Math.abs(right) - Math.abs(left) || (a < b ? -1 : 1));
}
