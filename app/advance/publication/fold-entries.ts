/**
 * Which entries of a decision are stored as one item. A person who looks at ten pages causes ten entries that decide
 * nothing: as one item they cost one or two write units instead of ten.
 */

import type { Profile } from '../../../engine/model/profile.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import { isImported } from '../../../engine/touchpoint/read-import.ts';
import { type EntryRecord, foldSpan } from '../../ports/timeline-store.ts';
import { writeJson } from '../../runtime/write-json.ts';

/** Entries per fold: a reader unpacks all of them for one. */
const foldSize = 64;
/** Characters of JSON per fold: three bytes each still fit an item. */
const foldLength = 100_000;

/**
 * Ids in the window of a person whose entries are folded. A machine that behaves as one person has more: it would have so
 * many folds in one span that looking for an old touchpoint in them would cost more than they save.
 */
const mostSeen = 128;

interface OpenFold {
  readonly entries: TimelineEntry[];
  length: number;
}

/**
 * `entries`: of one decision; `person`: as it was written. An entry with traces, or without a touchpoint, is never part of
 * a fold: another worker may amend it.
 */
export function foldEntries(
  entries: readonly TimelineEntry[],
  { processedEvents }: Pick<Profile, 'processedEvents'>,
): readonly EntryRecord[] {
  if (entries.length < 2 || processedEvents.length > mostSeen) return entries;
  const folds: OpenFold[] = [];
  const whole: TimelineEntry[] = [];
  for (const entry of entries.toSorted((left, right) => left.occurredAt - right.occurredAt)) {
    // An undo removes the entry of an imported row.
    if (entry.traces.length > 0 || entry.touchpoint === undefined || isImported(entry.touchpoint)) {
      whole.push(entry);
      continue;
    }
    const length = writeJson(entry).length;
    const open = folds.at(-1);
    if (open !== undefined && hasRoom(open, entry, length)) {
      open.entries.push(entry);
      open.length += length;
    } else folds.push({ entries: [entry], length });
  }
  return [...whole, ...folds.flatMap(({ entries: all }) => (all.length === 1 ? all : [all]))];
}

function hasRoom({ entries, length }: OpenFold, { occurredAt }: TimelineEntry, more: number): boolean {
  const isOfSpan = spanOf(entries[0]?.occurredAt ?? 0) === spanOf(occurredAt);
  return isOfSpan && entries.length < foldSize && length + more <= foldLength;
}

function spanOf(occurredAt: number): number {
  return Math.floor(occurredAt / foldSpan);
}
