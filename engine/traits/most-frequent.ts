/**
 * The value that occurred most often; ties go to the smaller one. Counted exactly while there are at most 20
 * different values; above that by the space-saving method (the rarest is replaced and its count is passed on), so that a
 * value making up more than 1/20 of all is never missed. In a sliding window it counts up to 64 occurrences.
 */
import type { ComputedState } from '../model/profile.ts';
import type { Aggregator, Scalar } from './aggregator.ts';
import { compareScalars } from './compare-scalars.ts';
import { addItem, dropExpiredItems, type Items } from './items.ts';
import { leavesWindowAt } from './window-bounds.ts';

const maxValues = 20;

export const mostFrequent: Aggregator = {
  takes: 'scalar',
  add(state, value, at, within, now) {
    if (within !== undefined) return asItemState(addItem(state?.items ?? [], value, at, within, now));
    const values = { ...state?.values };
    const label = writeLabel(value);
    const known = values[label];
    if (known !== undefined) values[label] = known + 1;
    else if (Object.keys(values).length < maxValues) values[label] = 1;
    else replaceRarest(values, label);
    return asLabelState(values);
  },
  refresh(state, within, now) {
    if (within === undefined || state.items === undefined) return state;
    const items = dropExpiredItems(state.items, within, now);
    return items === state.items ? state : asItemState(items);
  },
  changesAt(state, within, now) {
    const oldest = state.items?.[0];
    return within === undefined || oldest === undefined ? undefined : leavesWindowAt(oldest[0], within, now);
  },
};

function asLabelState(values: Readonly<Record<string, number>>): ComputedState {
  return { value: readLabel(findTop(values)), values };
}

/** The state of these counts by label: the most frequent of them, as many as are kept. */
export function keepFrequent(counts: Readonly<Record<string, number>>): ComputedState {
  const kept = Object.entries(counts)
    .sort(([label, times], [other, otherTimes]) => otherTimes - times || (label < other ? -1 : 1))
    .slice(0, maxValues);
  return kept.length === 0 ? {} : asLabelState(Object.fromEntries(kept));
}

function asItemState(items: Items): ComputedState {
  if (items.length === 0) return { items };
  const counts: Record<string, number> = {};
  for (const [, value] of items) {
    const label = writeLabel(value as Scalar);
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return { value: readLabel(findTop(counts)), items };
}

/** The type's first letter and the value: never an inherited key, and numbers stay apart from texts. */
function writeLabel(value: Scalar): string {
  return `${typeof value === 'string' ? 's' : typeof value === 'number' ? 'n' : 'b'}:${value}`;
}

function readLabel(label: string): Scalar {
  const text = label.slice(2);
  if (label.startsWith('n')) return Number(text);
  return label.startsWith('b') ? text === 'true' : text;
}

function findTop(counts: Readonly<Record<string, number>>): string {
  let top = '';
  let most = 0;
  for (const [label, times] of Object.entries(counts)) {
    const isSmaller = times === most && compareScalars(readLabel(label), readLabel(top)) < 0;
    if (times > most || isSmaller) {
      top = label;
      most = times;
    }
  }
  return top;
}

function replaceRarest(counts: Record<string, number>, label: string): void {
  let rarest = '';
  let fewest = Number.POSITIVE_INFINITY;
  for (const [known, times] of Object.entries(counts)) {
    if (times < fewest || (times === fewest && known > rarest)) {
      rarest = known;
      fewest = times;
    }
  }
  delete counts[rarest];
  counts[label] = fewest + 1;
}
