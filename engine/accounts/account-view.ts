/** The accounts of one person during a decision: conditions and templates read them, touchpoints change them. Pure. */
import { earliest } from '../base/earliest.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { isObject } from '../base/json.ts';
import type {
  AccountSituation,
  AccountStatement,
  AccountTurn,
  AccountView,
  Memberships,
} from '../model/account-view.ts';
import { maxAccounts, maxStatedTraits, maxTraitsLength } from '../model/limits.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { isForbiddenKey } from '../touchpoint/check-content.ts';
import { isId, trimId } from '../touchpoint/read-id.ts';
import { type AccountTraits, explainTrait, foldAccount, idName, listLeftOut } from './fold-account.ts';
import { listJoined, stateMembership } from './memberships.ts';

/** By account id; an account of which nothing is stated has none. */
export type KnownAccounts = ReadonlyMap<string, AccountTraits>;

/** Group calls, as they are named by default, and the event by which a person leaves an account: both have its id. */
export const groupEvents = { joined: 'Group', left: 'Group Left' } as const;

/**
 * An account that is read and not known is added to `missing`: read it, then decide again. Without `missing`, nothing is
 * stated of the accounts that are not known.
 */
export function createAccountView(
  known: KnownAccounts,
  missing?: Set<string>,
  statements: readonly AccountStatement[] = [],
): AccountView {
  const readAccount = (id: string): JsonObject => {
    const traits = known.get(id);
    if (traits === undefined) missing?.add(id);
    const values = Object.entries(traits ?? {}).flatMap(([name, { value }]) =>
      value === null ? [] : [[name, value] as const],
    );
    return { ...Object.fromEntries(values), id };
  };
  return {
    statements,
    missing: missing ?? new Set(),

    holds: (pattern, situation) =>
      listRead(situation).some((id) => pattern.matches(readAccount(id), situation.now)),

    changesAt(pattern, situation) {
      return listRead(situation).reduce<number | undefined>(
        (first, id) => earliest(first, pattern.changesAt(readAccount(id), situation.now)),
        undefined,
      );
    },

    read({ accounts }, event, path) {
      const [id, ...others] = listNamed(event) ?? listJoined(accounts);
      return id === undefined || others.length > 0 ? undefined : readBelow(readAccount(id), path);
    },

    state(turn) {
      const stated = readStatement(turn);
      if (stated === undefined) return;
      const { account, hasLeft } = stated;
      const joined = stateMembership(turn.profile.accounts ?? {}, stated);
      if (turn.isUntrusted !== true) {
        noteMembership(turn, account, joined, hasLeft);
        turn.profile.accounts = joined;
      } else if (listJoined(joined).includes(account) !== listJoined(turn.profile.accounts).includes(account))
        addTrace(turn, account, 'keep', 'weak_identity');
      if (Object.keys(stated.traits).length === 0) return;
      const present = known.get(account);
      if (present === undefined) missing?.add(account);
      const traits = foldAccount(present ?? {}, stated);
      noteLimits(turn, traits, stated);
      const { at, traits: values } = stated;
      turn.profile.accountView = createAccountView(new Map(known).set(account, traits), missing, [
        ...statements,
        { account, traits: values, at },
      ]);
    },
  };
}

interface GroupStatement extends AccountStatement {
  readonly hasLeft: boolean;
}

/** What the touchpoint states of an account; undefined when nothing. */
function readStatement({ touchpoint, at, traces }: AccountTurn): GroupStatement | undefined {
  if (touchpoint === undefined) return undefined;
  const { type, name, context } = touchpoint;
  const hasLeft = name === groupEvents.left;
  const named = context['groupId'] ?? undefined;
  if (named === undefined) return undefined;
  const id = readAccountId(named);
  if (id === undefined) {
    traces.push({ origin: 'account', action: 'keep', reason: 'invalid_value', note: 'context.groupId' });
    return undefined;
  }
  if (type !== 'group' && !hasLeft) return undefined;
  const { group } = context;
  const traits = isObject(group) && isObject(group['traits']) && !hasLeft ? group['traits'] : {};
  return { account: id, hasLeft, at, traits: traits as JsonObject };
}

/** As `groupId` is read: trimmed text of 1 to 256 characters, or a whole number. */
function readAccountId(value: Json | undefined): string | undefined {
  const id = typeof value === 'string' ? trimId(value) : Number.isSafeInteger(value) ? String(value) : '';
  return isId(id) && !isForbiddenKey(id) ? id : undefined;
}

/** The first statement about an account leaves a trace; the further ones, of every page, do not. */
function noteMembership(turn: AccountTurn, account: string, next: Memberships, hasLeft: boolean): void {
  const before = new Set(listJoined(turn.profile.accounts));
  const after = new Set(listJoined(next));
  if (before.has(account) && !after.has(account)) addTrace(turn, account, 'leave', 'done');
  if (!before.has(account) && after.has(account)) addTrace(turn, account, 'join', 'done');
  const dropped = [...before].find((id) => id !== account && !after.has(id));
  const isDropped = !hasLeft && !Object.hasOwn(next, account);
  const lost = isDropped ? account : dropped;
  if (lost !== undefined) addTrace(turn, lost, 'leave', 'profile_limit_reached', `${maxAccounts} accounts`);
}

function noteLimits(turn: AccountTurn, traits: AccountTraits, statement: AccountStatement): void {
  const { account } = statement;
  const stated = Object.entries(statement.traits).filter(
    // Many sources repeat the id among the traits.
    ([name, value]) => name !== idName || String(value) !== account,
  );
  const problems = Map.groupBy(stated, ([name, value]) => explainTrait(name, value));
  for (const [problem, traits] of problems) {
    if (problem === undefined) continue;
    addTrace(
      turn,
      account,
      'keep',
      'invalid_value',
      `${listNames(traits.map(([name]) => name))}: ${problem}`,
    );
  }
  const leftOut = listLeftOut(traits, statement);
  if (leftOut.length === 0) return;
  const note = `${listNames(leftOut)}: an account has at most ${maxStatedTraits} traits, ${maxTraitsLength} characters together`;
  addTrace(turn, account, 'keep', 'profile_limit_reached', note);
}

const shownNames = 5;

/** `traits "plan", "seats"`, and how many more. */
function listNames(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map((name) => JSON.stringify(name.slice(0, 40)));
  const more = names.length - shown.length;
  return `traits ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function addTrace(
  turn: AccountTurn,
  account: string,
  action: string,
  reason: ReasonCode,
  note?: string,
): void {
  const origin = `account:${account.slice(0, 40)}`;
  turn.traces.push(note === undefined ? { origin, action, reason } : { origin, action, reason, note });
}

function listRead({ profile, touchpoint }: AccountSituation): readonly string[] {
  return listNamed(touchpoint) ?? listJoined(profile.accounts);
}

/** The account that an event names. */
function listNamed(event: Partial<Pick<Touchpoint, 'context'>> | undefined): readonly [string] | undefined {
  const id = readAccountId(event?.context?.['groupId']);
  return id === undefined ? undefined : [id];
}

function readBelow(account: JsonObject, path: readonly string[]): Json | undefined {
  let current: Json | undefined = account;
  for (const name of path) {
    if (!isObject(current) || !Object.hasOwn(current, name)) return undefined;
    current = (current as JsonObject)[name];
  }
  return current;
}
