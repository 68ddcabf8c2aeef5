/**
 * The waiting messages of two profiles of one person: those that one profile could hold. Without those of instances that
 * the merge has ended, a second one of one campaign run or of one touchpoint, and those beyond the limit of their rule. What
 * was sent counts, and of the others what would leave first stays: docs/adr/0102.
 */

import type { RuleDocument } from '../model/documents/rule-document.ts';
import type { HeldMessage } from '../model/held-message.ts';
import type { Profile } from '../model/profile.ts';
import { firedPrefix } from '../rules/fire-limit.ts';
import { isInWindow } from '../traits/window-bounds.ts';
import { nameMessage } from './list-sent.ts';

export type RuleLimit = NonNullable<RuleDocument['limit']>;

/** By rule id. */
export type RuleLimits = ReadonlyMap<string, RuleLimit>;

/** What each of the two has sent: names of list-sent.ts. */
export interface SentMessages {
  readonly byOne: ReadonlySet<string>;
  readonly byOther: ReadonlySet<string>;
}

type Person = Pick<Profile, 'held' | 'ruleFirings' | 'computed'>;

export function uniteHeld(
  one: Person,
  other: Person,
  journeys: Profile['journeys'],
  limits: RuleLimits,
  sent: SentMessages,
): Profile['held'] {
  const instances = new Set(journeys.map(({ instanceId }) => instanceId));
  const isOpen = ({ instanceId }: HeldMessage) => instanceId === undefined || instances.has(instanceId);
  const repeated = new Set([
    ...listRepeated(one.held, other.held),
    ...listDone(one.held, sent.byOther),
    ...listDone(other.held, sent.byOne),
  ]);
  const left = [...one.held, ...other.held].filter((held) => isOpen(held) && !repeated.has(held.id));
  const beyond = listBeyond(one, other, left, limits);
  return left
    .filter(({ id }) => !beyond.has(id))
    .sort((a, b) => a.requestedAt - b.requestedAt || (a.id < b.id ? -1 : 1));
}

/** Messages that no journey waits for, and that the merge has dropped. */
export function listDropped(former: Profile['held'], merged: Pick<Profile, 'held'>): Profile['held'] {
  const kept = new Set(merged.held.map(({ id }) => id));
  return former.filter(({ id, instanceId }) => instanceId === undefined && !kept.has(id));
}

/** Of rules and campaigns: one message to one person. The cause names the touchpoint, or the campaign's run. */
export function isSameMessage(one: HeldMessage, other: HeldMessage): boolean {
  return (
    /^(?:rule|campaign):/.test(one.origin) &&
    one.instanceId === undefined &&
    other.instanceId === undefined &&
    nameMessage(one) === nameMessage(other) &&
    one.to === other.to
  );
}

/** Ids of those that both hold: of the profile whose message would leave later. */
function listRepeated(own: Profile['held'], others: Profile['held']): ReadonlySet<string> {
  const repeated = new Set<string>();
  for (const held of own) {
    const twins = others.filter((other) => isSameMessage(held, other)).sort(compareLeaving);
    const same = own.filter((each) => isSameMessage(held, each)).sort(compareLeaving);
    const [first, twin] = [same[0], twins[0]];
    if (first === undefined || twin === undefined) continue;
    for (const { id } of compareLeaving(first, twin) < 0 ? twins : same) repeated.add(id);
  }
  return repeated;
}

function listDone(held: Profile['held'], sent: ReadonlySet<string>): readonly string[] {
  return held.flatMap((one) => (one.instanceId === undefined && sent.has(nameMessage(one)) ? [one.id] : []));
}

function compareLeaving(one: HeldMessage, other: HeldMessage): number {
  return one.until - other.until || one.requestedAt - other.requestedAt || (one.id < other.id ? -1 : 1);
}

/** Ids of messages of firings that the limit of their rule does not allow one person. */
function listBeyond(
  one: Person,
  other: Person,
  left: Profile['held'],
  limits: RuleLimits,
): ReadonlySet<string> {
  const beyond = new Set<string>();
  for (const [rule, limit] of limits) {
    const isOwn = ({ origin }: HeldMessage) => origin === `rule:${rule}`;
    const waiting = groupByCause(left.filter(isOwn).sort(compareLeaving));
    if (waiting.length === 0) continue;
    const fits = limitFirings(rule, limit, [one, other], isOwn);
    for (const firing of waiting) if (!fits(firing)) for (const { id } of firing) beyond.add(id);
  }
  return beyond;
}

/** One firing can have several messages. In the order of the first of each. */
function groupByCause(held: Profile['held']): readonly Profile['held'][] {
  return [...Map.groupBy(held, ({ cause }) => cause).values()];
}

/** Admits one firing after the other, beside those of which nothing waits any more. */
function limitFirings(
  rule: string,
  { times, within }: RuleLimit,
  people: readonly Person[],
  isOwn: (held: HeldMessage) => boolean,
): (firing: Profile['held']) => boolean {
  const held = people.flatMap((person) => groupByCause(person.held.filter(isOwn)).map(readMoment));
  if (within === undefined) {
    const fired = people.reduce((sum, { ruleFirings }) => sum + (readOwn(ruleFirings, rule)?.[0] ?? 0), 0);
    let free = times - Math.max(0, fired - held.length);
    return () => free-- > 0;
  }
  const admitted = people.flatMap((person) => listMoments(person, rule, times));
  for (const at of held) {
    const index = admitted.indexOf(at);
    if (index >= 0) admitted.splice(index, 1);
  }
  return (firing) => {
    const at = readMoment(firing);
    const all = [...admitted, at];
    const count = (end: number) => all.filter((each) => each <= end && isInWindow(each, within, end)).length;
    const isAllowed = all.every((end) => end < at || !isInWindow(at, within, end) || count(end) <= times);
    if (isAllowed) admitted.push(at);
    return isAllowed;
  };
}

/** When the firing was counted (epoch ms). */
function readMoment(firing: Profile['held']): number {
  return Math.min(...firing.map(({ requestedAt }) => requestedAt));
}

/** Of a limit in a window: the firings that are kept (fire-limit.ts). */
function listMoments({ ruleFirings, computed }: Person, rule: string, times: number): number[] {
  if (times > 1) {
    const { window = [] } = readOwn(computed, firedPrefix + rule) ?? {};
    return window.flatMap(([at, count]) => Array<number>(count).fill(at));
  }
  const fired = readOwn(ruleFirings, rule);
  return fired === undefined ? [] : [fired[1]];
}

function readOwn<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
