/** How often an event occurred. */
import type { Aggregator } from './aggregator.ts';
import { addToWindow, nextExpiry, sumWindow } from './window.ts';

export const count: Aggregator = {
  takes: 'occurrence',
  add(state, _value, at, within, now) {
    if (within === undefined) return { count: (state?.count ?? 0) + 1 };
    const window = addToWindow(state?.window ?? [], at, 1, 0, within, now);
    return { count: sumWindow(window, within, now).count, window };
  },
  refresh(state, within, now) {
    if (within === undefined) return state;
    const counted = sumWindow(state.window ?? [], within, now).count;
    return counted === state.count ? state : { ...state, count: counted };
  },
  changesAt(state, within, now) {
    return within === undefined ? undefined : nextExpiry(state.window ?? [], within, now);
  },
};
