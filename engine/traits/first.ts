/** Value of the earliest occurrence; with a window, of the earliest one still in it. */
import type { ComputedState } from '../model/profile.ts';
import type { Aggregator } from './aggregator.ts';
import { compareScalars } from './compare-scalars.ts';
import { addItem, dropExpiredItems, type Items } from './items.ts';
import { leavesWindowAt } from './window-bounds.ts';

export const first: Aggregator = {
  takes: 'scalar',
  add(state, value, at, within, now) {
    if (within !== undefined) return asState(addItem(state?.items ?? [], value, at, within, now));
    if (state?.at !== undefined) {
      const isLater = at > state.at || (at === state.at && compareScalars(value, state.value) >= 0);
      if (isLater) return state;
    }
    return { value, at };
  },
  refresh(state, within, now) {
    if (within === undefined || state.items === undefined) return state;
    const items = dropExpiredItems(state.items, within, now);
    return items === state.items ? state : asState(items);
  },
  changesAt(state, within, now) {
    const oldest = state.items?.[0];
    return within === undefined || oldest === undefined ? undefined : leavesWindowAt(oldest[0], within, now);
  },
};

function asState(items: Items): ComputedState {
  const oldest = items[0];
  return oldest === undefined ? { items } : { value: oldest[1], items };
}
