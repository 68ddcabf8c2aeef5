/** Divides how often a merged profile has entered journeys and rules have fired for it, since the merge. */

import { isConfirmationRequest } from '../messages/confirmation-hours.ts';
import type { Profile } from '../model/profile.ts';
import { firedPrefix } from '../rules/fire-limit.ts';
import type { Count } from './attribute-commitments.ts';

export interface DividedStates {
  readonly current: Profile;
  /** Right after the merge, computed again. */
  readonly merged: Profile;
  readonly before: Profile;
  /** Without its mark. */
  readonly ended: Profile;
}

/**
 * Own counts, and those since the merge: of the profile that ended those of its touchpoints (`own`), of the other one
 * the rest.
 */
export function divideCounts(
  counts: Readonly<Record<string, Count>>,
  { current, before, ended }: DividedStates,
  field: 'journeyEntries' | 'ruleFirings',
  moved: ReadonlyMap<string, Count>,
  own: ReadonlyMap<string, Count> | undefined,
): Record<string, Count> {
  const divided: Record<string, Count> = { ...counts };
  const read = (record: Readonly<Record<string, Count>>, name: string): Count | undefined =>
    Object.hasOwn(record, name) ? record[name] : undefined;
  for (const [name, [times, lastAt]] of Object.entries(current[field])) {
    const past = (read(before[field], name)?.[0] ?? 0) + (read(ended[field], name)?.[0] ?? 0);
    const added = Math.max(0, times - past);
    const [movedTimes, movedAt] = moved.get(name) ?? [0, 0];
    const share = own === undefined ? added - Math.min(added, movedTimes) : Math.min(added, movedTimes);
    if (share === 0) continue;
    const [known, knownAt] = read(counts, name) ?? [0, 0];
    divided[name] = [known + share, Math.max(knownAt, own === undefined ? lastAt : movedAt)];
  }
  return divided;
}

/** Both profiles have the requests for confirmations since the merge: the address may be of either. */
export function divideFirings(
  own: Profile['ruleFirings'],
  states: DividedStates,
  moved: ReadonlyMap<string, Count>,
  movedToOwn: ReadonlyMap<string, Count> | undefined,
): Profile['ruleFirings'] {
  const { current, merged } = states;
  const divided = divideCounts(own, states, 'ruleFirings', moved, movedToOwn);
  for (const [name, request] of Object.entries(current.ruleFirings)) {
    if (!isConfirmationRequest(name)) continue;
    const isKnown = merged.ruleFirings[name]?.join() === request.join();
    const kept = isKnown ? own[name] : request;
    if (kept === undefined) delete divided[name];
    else divided[name] = kept;
  }
  return divided;
}

/**
 * `computed` with the firings of limits in a window. Those since the merge are with each profile for which the rule has
 * fired since: it is not known which of them are whose.
 */
export function divideWindows(
  computed: Profile['computed'],
  own: Profile['ruleFirings'],
  divided: Profile['ruleFirings'],
  { current, merged }: DividedStates,
): Profile['computed'] {
  const next = { ...computed };
  for (const [id, { window = [] }] of Object.entries(current.computed)) {
    const rule = id.startsWith(firedPrefix) ? id.slice(firedPrefix.length) : undefined;
    if (rule === undefined || (divided[rule]?.[0] ?? 0) === (own[rule]?.[0] ?? 0)) continue;
    const added = subtract(window, merged.computed[id]?.window ?? []);
    const kept = [...(computed[id]?.window ?? []), ...added].sort(([at], [other]) => at - other);
    next[id] = { ...computed[id], window: kept };
  }
  return next;
}

/** Equal ones count as often as they are there. */
export function subtract<Entry extends readonly unknown[]>(
  entries: readonly Entry[],
  past: readonly Entry[],
): readonly Entry[] {
  const left = new Map<string, number>();
  for (const entry of past) left.set(entry.join(), (left.get(entry.join()) ?? 0) + 1);
  return entries.filter((entry) => {
    const times = left.get(entry.join()) ?? 0;
    left.set(entry.join(), times - 1);
    return times <= 0;
  });
}
