/** Value of the latest occurrence, in any order of arrival; with a window, until it leaves it. */

import type { Aggregator } from './aggregator.ts';
import { compareScalars } from './compare-scalars.ts';
import { isInWindow, leavesWindowAt } from './window-bounds.ts';

export const last: Aggregator = {
  takes: 'scalar',
  add(state, value, at, within, now) {
    if (within !== undefined && !isInWindow(at, within, now)) return state ?? {};
    if (state?.at !== undefined) {
      const isOlder = at < state.at || (at === state.at && compareScalars(value, state.value) <= 0);
      if (isOlder) return state;
    }
    return { value, at };
  },
  refresh(state, within, now) {
    if (within === undefined || state.at === undefined || isInWindow(state.at, within, now)) return state;
    return {};
  },
  changesAt(state, within, now) {
    if (within === undefined || state.at === undefined) return undefined;
    return leavesWindowAt(state.at, within, now);
  },
};
