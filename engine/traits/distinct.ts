/**
 * Number of different values, exact up to 100; from there on it stays 100, meaning "100 or more". Values are kept as
 * 32-bit hashes. In a sliding window each value counts until its latest occurrence has left.
 */
import { hashToInteger, toHex } from '../base/hash.ts';
import type { ComputedState } from '../model/profile.ts';
import type { Aggregator } from './aggregator.ts';
import { isInWindow, leavesWindowAt } from './window-bounds.ts';

export const maxDistinct = 100;

export const distinct: Aggregator = {
  takes: 'scalar',
  add(state, value, at, within, now) {
    const hash = toHex(hashToInteger(`${typeof value}:${value}`));
    const known = state?.values?.[hash];
    if (within === undefined) {
      if (state !== undefined && (known !== undefined || (state.count ?? 0) >= maxDistinct)) return state;
      return asState({ ...state?.values, [hash]: 1 });
    }
    if (!isInWindow(at, within, now)) return state ?? asState({});
    if (state !== undefined && known !== undefined && known >= at) return state;
    const values = { ...dropExpired(state?.values ?? {}, within, now), [hash]: at };
    return asState(keepLatest(values));
  },
  refresh(state, within, now) {
    if (within === undefined || state.values === undefined) return state;
    const kept = dropExpired(state.values, within, now);
    return kept === state.values ? state : asState(kept);
  },
  changesAt(state, within, now) {
    if (within === undefined) return undefined;
    let earliest: number | undefined;
    for (const at of Object.values(state.values ?? {})) {
      const leaves = leavesWindowAt(at, within, now);
      if (leaves !== undefined && (earliest === undefined || leaves < earliest)) earliest = leaves;
    }
    return earliest;
  },
};

type Values = Readonly<Record<string, number>>;

function asState(values: Values): ComputedState {
  return { count: Object.keys(values).length, values };
}

function dropExpired(values: Values, within: string, now: number): Values {
  const entries = Object.entries(values);
  const kept = entries.filter(([, at]) => isInWindow(at, within, now));
  return kept.length === entries.length ? values : Object.fromEntries(kept);
}

/** Over 100 in a window, the one that leaves first is dropped: it would be the first to stop counting. */
function keepLatest(values: Record<string, number>): Values {
  const entries = Object.entries(values);
  if (entries.length <= maxDistinct) return values;
  entries.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return Object.fromEntries(entries.slice(0, maxDistinct));
}
