/** Occurrences with their values inside a sliding window, oldest first, at most 64. */
import type { Duration } from '../model/documents/document-base.ts';
import type { ComputedState } from '../model/profile.ts';
import type { Scalar } from './aggregator.ts';
import { compareScalars } from './compare-scalars.ts';
import { isInWindow } from './window-bounds.ts';

export type Items = NonNullable<ComputedState['items']>;

const maxItems = 64;

/** Above 64, the one closest to its older neighbour is dropped: the ends stay, the middle is thinned out. */
export function addItem(items: Items, value: Scalar, at: number, within: Duration, now: number): Items {
  const kept = dropExpiredItems(items, within, now).slice();
  if (!isInWindow(at, within, now)) return kept;
  const place = kept.findIndex(
    (item) => item[0] > at || (item[0] === at && compareScalars(item[1], value) > 0),
  );
  kept.splice(place === -1 ? kept.length : place, 0, [at, value]);
  if (kept.length > maxItems) kept.splice(findCrowded(kept), 1);
  return kept;
}

/** The given list when nothing has left the window. */
export function dropExpiredItems(items: Items, within: Duration, now: number): Items {
  let expired = 0;
  while (expired < items.length && !isInWindow(items[expired]?.[0] ?? 0, within, now)) expired++;
  return expired === 0 ? items : items.slice(expired);
}

function findCrowded(items: Items): number {
  let crowded = 1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < items.length - 1; i++) {
    const gap = (items[i]?.[0] ?? 0) - (items[i - 1]?.[0] ?? 0);
    if (gap < smallest) {
      smallest = gap;
      crowded = i;
    }
  }
  return crowded;
}
