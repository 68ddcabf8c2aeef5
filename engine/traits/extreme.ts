/**
 * Minimum and maximum. In a sliding window only numbers that can still become the extreme are kept: a later one that
 * is as good or better outlives an earlier one. At most 64 are kept; above that the middle is thinned out.
 */
import type { ComputedState, WindowEntry } from '../model/profile.ts';
import type { Aggregator } from './aggregator.ts';
import { addToWindow, maxWindowEntries, nextExpiry } from './window.ts';

/** `isBetter(a, b)`: a is more extreme than b. */
export function keepExtreme(isBetter: (a: number, b: number) => boolean): Aggregator {
  return {
    takes: 'number',
    add(state, value, at, within, now) {
      const number = Number(value);
      if (within === undefined) {
        const best = state?.value;
        return typeof best === 'number' && !isBetter(number, best) ? (state ?? {}) : { value: number };
      }
      const added: WindowEntry = [at, 1, number];
      const window = thinOut(keepFrontier([...(state?.window ?? []), added], isBetter));
      return asState(dropExpired(window, within, now));
    },
    refresh(state, within, now) {
      if (within === undefined) return state;
      const kept = dropExpired(state.window ?? [], within, now);
      return kept.length === state.window?.length ? state : asState(kept);
    },
    changesAt(state, within, now) {
      return within === undefined ? undefined : nextExpiry(state.window ?? [], within, now);
    },
  };
}

/** The frontier's oldest entry is the extreme: everything later is less extreme, or it would have been dropped. */
function asState(window: readonly WindowEntry[]): ComputedState {
  const oldest = window[0];
  return oldest === undefined ? { window } : { value: oldest[2], window };
}

function keepFrontier(entries: WindowEntry[], isBetter: (a: number, b: number) => boolean): WindowEntry[] {
  const kept: WindowEntry[] = [];
  for (const entry of entries.sort((a, b) => b[0] - a[0] || (isBetter(a[2], b[2]) ? -1 : 1))) {
    const later = kept[kept.length - 1];
    if (later === undefined || isBetter(entry[2], later[2])) kept.push(entry);
  }
  return kept.reverse();
}

function thinOut(entries: WindowEntry[]): WindowEntry[] {
  if (entries.length > maxWindowEntries) entries.splice(Math.floor(entries.length / 2), 1);
  return entries;
}

/** Only the window decides what has left it: an entry of zero weight is added at a time where it changes nothing. */
function dropExpired(entries: readonly WindowEntry[], within: string, now: number): readonly WindowEntry[] {
  return addToWindow(entries, Number.NEGATIVE_INFINITY, 0, 0, within, now);
}
