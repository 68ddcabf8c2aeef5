/** Whole days since the latest occurrence; with a window, nothing once it has left. */
import { DAY } from '../base/time-units.ts';
import type { ComputedState } from '../model/profile.ts';
import type { Aggregator } from './aggregator.ts';
import { isInWindow, leavesWindowAt } from './window-bounds.ts';

export const recency: Aggregator = {
  takes: 'occurrence',
  add(state, _value, at, within, now) {
    if (within !== undefined && !isInWindow(at, within, now)) return state ?? {};
    const latest = Math.max(at, state?.at ?? at);
    return asState(latest, now);
  },
  refresh(state, within, now) {
    if (state.at === undefined) return state;
    if (within !== undefined && !isInWindow(state.at, within, now)) return {};
    return state.value === countDays(state.at, now) ? state : asState(state.at, now);
  },
  changesAt(state, within, now, thresholds) {
    if (state.at === undefined) return undefined;
    const leaves = within === undefined ? undefined : leavesWindowAt(state.at, within, now);
    if (within !== undefined && leaves === undefined) return undefined;
    const turns = findTurn(state.at, now, thresholds);
    if (leaves === undefined || turns === undefined) return leaves ?? turns;
    return Math.min(leaves, turns);
  },
};

function asState(at: number, now: number): ComputedState {
  return { value: countDays(at, now), at };
}

function countDays(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / DAY));
}

/** The next day, or the next one on which the count reaches or passes a threshold: most days change no answer. */
function findTurn(at: number, now: number, thresholds: readonly number[] | undefined): number | undefined {
  const next = countDays(at, now) + 1;
  if (thresholds === undefined) return at + next * DAY;
  const days = thresholds.flatMap((threshold) => [Math.ceil(threshold), Math.floor(threshold) + 1]);
  const coming = days.filter((day) => day >= next);
  return coming.length === 0 ? undefined : at + Math.min(...coming) * DAY;
}
