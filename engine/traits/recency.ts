/** Whole days since the latest occurrence; with a window, nothing once it has left. */
import type { ComputedState } from '../profile.ts';
import type { TraitKeeper } from './trait-keeper.ts';
import { isInWindow, leavesWindowAt } from './window-bounds.ts';

const DAY = 86_400_000;

export const recency: TraitKeeper = {
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
  changesAt(state, within, now) {
    if (state.at === undefined) return undefined;
    const leaves = within === undefined ? undefined : leavesWindowAt(state.at, within, now);
    if (within !== undefined && leaves === undefined) return undefined;
    const nextDay = state.at + (countDays(state.at, now) + 1) * DAY;
    return leaves === undefined ? nextDay : Math.min(leaves, nextDay);
  },
};

function asState(at: number, now: number): ComputedState {
  return { value: countDays(at, now), at };
}

function countDays(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / DAY));
}
